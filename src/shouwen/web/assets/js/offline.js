/* The dark banner: no signal, what waits on this phone, what was refused. Pages with data-keep are kept by the
   service worker, so that they open at a door without signal. */
import { wallTime } from "./clock.js";
import { forget, all, drop } from "./store.js";
import { sendAll } from "./outbox.js";
import { person, tookOver } from "./person.js";
import { word } from "./words.js";

const byTurn = (items) => items.sort((a, b) => (a.turn ?? 0) - (b.turn ?? 0));

const refusedLine = (item) => {
  const line = document.createElement("div");
  const link = Object.assign(document.createElement("a"), { href: item.page, textContent: item.title });
  const gone = Object.assign(document.createElement("button"), { type: "button", textContent: word("drop") });
  gone.addEventListener("click", () => drop("outbox", item.id).then(show));
  line.append(link, ` ${item.refused} `, gone);
  return line;
};

/* why it has not gone yet: a login is missing, the server has a fault or is silent, or there is no signal */
const reason = (waiting) => {
  if (!navigator.onLine) return "";
  const found = waiting.map((item) => item.waits).find(Boolean) ?? "";
  if (found === "login") return word("waitsLogin");
  return /^\d+$/.test(found) ? word("waitsFault", { status: found }) : found && word("waitsSilent");
};

const show = async () => {
  const banner = document.getElementById("sw-offline");
  if (!banner) return;
  const items = await all("outbox").catch(() => []);
  const [mine, others] = [items.filter((i) => !i.person || i.person === person()), items.filter((i) => i.person && i.person !== person())];
  const [refused, waiting] = [mine.filter((i) => i.refused), mine.filter((i) => !i.refused)].map(byTurn);
  const lines = banner.querySelector("[data-lines]");
  banner.hidden = navigator.onLine && items.length === 0;
  banner.querySelector("strong").textContent = word(navigator.onLine ? (refused.length ? "refusedHead" : "waitingHead") : "offlineHead");
  const last = waiting.at(-1);
  lines.replaceChildren(...refused.map(refusedLine));
  if (last) lines.append(word("waitingText", { count: waiting.length, at: wallTime(Date.parse(last.at)) }), " ", reason(waiting));
  else if (!navigator.onLine) lines.append(word("offlineText"));
  if (others.length) lines.append(" ", word("waitsOther", { count: others.length }));
};

const keepPage = async () => {
  if (!("serviceWorker" in navigator) || !isSecureContext) return;
  const address = document.documentElement.dataset.worker;
  if (!address || !document.querySelector("[data-keep]")) return;
  await navigator.serviceWorker.register(address, { scope: "/" });
  const worker = (await navigator.serviceWorker.ready).active;
  worker?.postMessage({ keep: location.pathname + location.search });
};

/* at logout, or when somebody else has logged in, this browser forgets pages, drafts and facts; what waits in the outbox stays
   until the person it belongs to is there to send it */
const forgetAll = () => {
  forget().catch(() => undefined);
  navigator.serviceWorker?.controller?.postMessage({ forget: true });
};

const leave = (event) => event.target.matches?.("form[data-logout]") && forgetAll();

export const wakeOffline = () => {
  addEventListener("online", show);
  addEventListener("offline", show);
  document.addEventListener("sw:outbox", show);
  document.addEventListener("submit", leave);
  document.addEventListener("click", (event) => event.target.closest?.("[data-send-now]") && sendAll());
  if (tookOver()) forgetAll();
  show();
  keepPage().catch(() => undefined);
};
