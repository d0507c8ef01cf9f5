/* The dark banner: no signal, what waits on this phone, what was refused. Pages with data-keep are kept by the
   service worker, so that they open at a door without signal. */
import { wallTime } from "./clock.js";
import { forget, all, drop } from "./store.js";
import { sendAll } from "./outbox.js";
import { word } from "./words.js";

const refusedLine = (item) => {
  const line = document.createElement("div");
  const link = Object.assign(document.createElement("a"), { href: item.page, textContent: item.title });
  const gone = Object.assign(document.createElement("button"), { type: "button", textContent: word("drop") });
  gone.addEventListener("click", () => drop("outbox", item.id).then(show));
  line.append(link, ` ${item.refused} `, gone);
  return line;
};

const show = async () => {
  const banner = document.getElementById("sw-offline");
  if (!banner) return;
  const items = await all("outbox").catch(() => []);
  const [refused, waiting] = [items.filter((i) => i.refused), items.filter((i) => !i.refused)];
  const lines = banner.querySelector("[data-lines]");
  banner.hidden = navigator.onLine && items.length === 0;
  banner.querySelector("strong").textContent = word(navigator.onLine ? (refused.length ? "refusedHead" : "waitingHead") : "offlineHead");
  const last = waiting.at(-1);
  lines.replaceChildren(...refused.map(refusedLine));
  if (last) lines.append(word("waitingText", { count: waiting.length, at: wallTime(Date.parse(last.at)) }));
  else if (!navigator.onLine) lines.append(word("offlineText"));
};

const keepPage = async () => {
  if (!("serviceWorker" in navigator) || !isSecureContext) return;
  const address = document.documentElement.dataset.worker;
  if (!address || !document.querySelector("[data-keep]")) return;
  await navigator.serviceWorker.register(address, { scope: "/" });
  const worker = (await navigator.serviceWorker.ready).active;
  worker?.postMessage({ keep: location.pathname + location.search });
};

/* at logout this browser forgets pages, drafts and facts; what waits in the outbox stays until it is sent */
const leave = (event) => {
  if (!event.target.matches?.("form[data-logout]")) return;
  forget().catch(() => undefined);
  navigator.serviceWorker?.controller?.postMessage({ forget: true });
};

export const wakeOffline = () => {
  addEventListener("online", show);
  addEventListener("offline", show);
  document.addEventListener("sw:outbox", show);
  document.addEventListener("submit", leave);
  document.addEventListener("click", (event) => event.target.closest?.("[data-send-now]") && sendAll());
  show();
  keepPage().catch(() => undefined);
};
