/* Forms with data-offline are put into the outbox first and sent from there, so that a lost signal loses nothing.
   What was done first is sent first, by whoever did it. Each is sent once: one tab at a time sends (Web Locks), and its
   idempotency key lets the server recognise a repetition. occurred_at is the instant of the press by the server's clock. */
import { instant } from "./clock.js";
import { settleDraft } from "./drafts.js";
import { hold, keyOf, newKey, release } from "./guard.js";
import { person } from "./person.js";
import { csrf } from "./requests.js";
import { swapped } from "./ready.js";
import { all, drop, put } from "./store.js";
import { word } from "./words.js";

const LOCK = "sw-outbox";
const AGAIN = 60_000;
const changed = () => document.dispatchEvent(new CustomEvent("sw:outbox"));

/* milliseconds, but never the same twice: two forms of one second keep their order */
let lastTurn = 0;
const nextTurn = () => (lastTurn = Math.max(lastTurn + 1, Date.now()));
const turnOf = (item) => item.turn ?? Date.parse(item.at);

const pack = (form, submitter) => {
  const data = new FormData(form, submitter);
  const key = keyOf(form) || newKey();
  data.set("key", key);
  if (!data.get("occurred_at")) data.set("occurred_at", instant());
  const entries = [...data.entries()].filter(([name]) => name !== "csrfmiddlewaretoken");
  return {
    id: key,
    person: person(),
    turn: nextTurn(),
    url: submitter?.hasAttribute("formaction") ? submitter.formAction : form.action,
    page: location.href,
    title: form.dataset.offline || document.title,
    draft: form.dataset.draft ?? "",
    at: data.get("occurred_at"),
    entries,
    refused: "",
    waits: "",
  };
};

const parsed = async (answer) => new DOMParser().parseFromString(await answer.text(), "text/html");

/* the header tells the server that nobody sees the page this leads to: what it has to say waits for the next one; "late":
   nobody is there either to look at a case that has changed since */
const post = (item, token, late) => {
  const body = new FormData();
  item.entries.forEach(([name, value]) => body.append(name, value));
  return fetch(item.url, { method: "POST", body, headers: { "X-CSRFToken": token, "X-Outbox": late ? "late" : "now" }, credentials: "same-origin" });
};

/* what the answer means for the stored form: it arrived, it was refused, or it has to wait for a login or for the server */
const fate = (answer) => {
  if (answer.redirected && new URL(answer.url).pathname.startsWith("/login")) return "login";
  if (answer.ok) return "arrived";
  return answer.status < 500 && ![401, 408, 425, 429].includes(answer.status) ? "refused" : "fault";
};

/* the refusal itself before the title of the page it stands on */
const WHY = [".sw-refused strong", ".sw-refused", "h1", "title"];
const why = (page) => WHY.map((place) => page.querySelector(place)?.textContent.trim()).find(Boolean) ?? "";

/* a token of an earlier login is no refusal of what was done: a page of now has the one of now */
const freshToken = async (item) => (await parsed(await fetch(item.page, { credentials: "same-origin" }))).querySelector('meta[name="csrf"]')?.content;

const delivered = async (item, late) => {
  const answer = await post(item, csrf(), late);
  if (answer.status !== 403) return { answer };
  const page = await parsed(answer);
  const token = page.querySelector("[data-token-too-old]") && (await freshToken(item));
  return token ? { answer: await post(item, token, late) } : { answer, page };
};

/* without a signal nothing need be said about the server */
const reason = (outcome, answer) => (outcome === "fault" ? String(answer.status) : outcome === "login" || navigator.onLine ? outcome : "");

const sendOne = async (item, late) => {
  const { answer, page } = await delivered(item, late).catch(() => ({ answer: null }));
  const outcome = answer ? fate(answer) : "silent";
  const sent = { outcome, answer, page: page ?? null };
  if (outcome === "arrived") {
    await drop("outbox", item.id);
    await settleDraft(item.draft);
  } else if (outcome === "refused") {
    sent.page ??= await parsed(answer);
    await put("outbox", { ...item, refused: why(sent.page) || word("refusedBare", { status: answer.status }) });
  } else await put("outbox", { ...item, waits: reason(outcome, answer) });
  changed();
  return sent;
};

const alone = (run) => (navigator.locks ? navigator.locks.request(LOCK, run) : run());
const mayBeSent = (item) => !item.refused && (!item.person || item.person === person());

/** Send what waits, oldest first, up to the form `last`; what became of that one. Stops where no server answers or a login is
    asked for; what a fault of the server holds back holds back what was done after it on the same page. */
const sendUpTo = async (last) => {
  const held = new Set();
  const waiting = (await all("outbox")).filter(mayBeSent).sort((a, b) => turnOf(a) - turnOf(b));
  for (const item of waiting.filter((i) => last === undefined || turnOf(i) <= last.turn)) {
    if (held.has(item.page)) continue;
    const sent = await sendOne(item, item.id !== last?.id);
    if (item.id === last?.id) return sent;
    if (sent.outcome === "fault") held.add(item.page);
    if (["silent", "login"].includes(sent.outcome)) break;
  }
  return waiting.some((item) => item.id === last?.id) ? { outcome: "waits" } : { outcome: "arrived" };
};

export const sendAll = () => alone(() => sendUpTo());

const showPage = (page) => {
  const [here, fresh] = [document.querySelector("main"), page.querySelector("main")];
  if (!here || !fresh) return false;
  here.replaceChildren(...fresh.childNodes);
  swapped(here);
  (here.querySelector('[aria-invalid="true"]') ?? here.querySelector(".sw-refused"))?.focus?.();
  return true;
};

const stored = (form) => {
  form.dataset.stored = "";
  form.querySelectorAll("[data-stored-note]").forEach((e) => (e.hidden = false));
};

const onSubmit = async (event) => {
  const form = event.target;
  if (!("offline" in form.dataset) || event.defaultPrevented || "stored" in form.dataset) return;
  event.preventDefault();
  const item = pack(form, event.submitter);
  hold(form);
  try {
    await put("outbox", item);
  } catch {
    form.submit(); /* a browser that keeps nothing sends the plain way */
    return;
  }
  changed();
  const { outcome, answer, page } = await alone(() => sendUpTo(item));
  release(form);
  if (outcome === "arrived" && !answer) location.reload(); /* another tab has sent it */
  else if (outcome === "arrived" && answer.redirected) location.assign(answer.url);
  else if (outcome === "arrived") showPage(await parsed(answer));
  else if (outcome !== "refused") stored(form);
  else if (showPage(page)) await drop("outbox", item.id); /* the page says why; one that cannot leaves it to the banner */
  changed();
};

export const wakeOutbox = () => {
  document.addEventListener("submit", onSubmit);
  const send = () => sendAll().catch(() => undefined);
  addEventListener("online", send);
  setInterval(() => navigator.onLine && send(), AGAIN);
  send();
};
