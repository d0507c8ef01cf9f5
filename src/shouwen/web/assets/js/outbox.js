/* Forms with data-offline are put into the outbox first and sent from there, so that a lost signal loses nothing.
   Each is sent once: one tab at a time sends (Web Locks), and its idempotency key lets the server recognise a repetition.
   occurred_at is the instant of the press by the server's clock. */
import { instant } from "./clock.js";
import { settleDraft } from "./drafts.js";
import { hold, keyOf, newKey, release } from "./guard.js";
import { csrf } from "./requests.js";
import { swapped } from "./ready.js";
import { all, drop, put } from "./store.js";

const LOCK = "sw-outbox";
const AGAIN = 60_000;
const changed = () => document.dispatchEvent(new CustomEvent("sw:outbox"));

const pack = (form, submitter) => {
  const data = new FormData(form, submitter);
  const key = keyOf(form) || newKey();
  data.set("key", key);
  if (!data.get("occurred_at")) data.set("occurred_at", instant());
  const entries = [...data.entries()].filter(([name]) => name !== "csrfmiddlewaretoken");
  return { id: key, url: submitter?.hasAttribute("formaction") ? submitter.formAction : form.action, page: location.href, title: form.dataset.offline || document.title, draft: form.dataset.draft ?? "", at: data.get("occurred_at"), entries, refused: "" };
};

/* the header tells the server that nobody sees the page this leads to: what it has to say waits for the next one */
const post = (item) => {
  const body = new FormData();
  item.entries.forEach(([name, value]) => body.append(name, value));
  return fetch(item.url, { method: "POST", body, headers: { "X-CSRFToken": csrf(), "X-Outbox": "1" }, credentials: "same-origin" });
};

/* what the answer means for the stored form: it arrived, it was refused, or it has to wait */
const fate = (answer) => {
  if (answer.redirected && new URL(answer.url).pathname.startsWith("/login")) return "login";
  if (answer.ok) return "arrived";
  return [400, 403, 404, 409, 410, 413, 415, 422].includes(answer.status) ? "refused" : "wait";
};

const read = async (answer) => {
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return { page, text: page.querySelector(".sw-refused strong, .sw-refused, h1")?.textContent.trim() ?? "" };
};

const sendOne = async (item) => {
  const answer = await post(item).catch(() => null);
  const outcome = answer ? fate(answer) : "wait";
  if (outcome === "arrived") {
    await drop("outbox", item.id);
    await settleDraft(item.draft);
  }
  let said = null;
  if (outcome === "refused") {
    said = await read(answer);
    await put("outbox", { ...item, refused: said.text || String(answer.status) });
  }
  changed();
  return { outcome, answer, said };
};

const alone = (run) => (navigator.locks ? navigator.locks.request(LOCK, run) : run());

/** Send what waits, oldest first; stop at the first that finds no server. */
export const sendAll = () =>
  alone(async () => {
    const waiting = (await all("outbox")).filter((item) => !item.refused).sort((a, b) => a.at.localeCompare(b.at));
    for (const item of waiting) {
      const { outcome } = await sendOne(item);
      if (outcome === "wait" || outcome === "login") return;
    }
  });

const showPage = (page) => {
  const [here, fresh] = [document.querySelector("main"), page.querySelector("main")];
  if (!here || !fresh) return;
  here.replaceChildren(...fresh.childNodes);
  swapped(here);
  (here.querySelector('[aria-invalid="true"]') ?? here.querySelector(".sw-refused"))?.focus?.();
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
  const { outcome, answer, said } = await alone(() => sendOne(item));
  release(form);
  if (outcome === "arrived" && answer.redirected) location.assign(answer.url);
  else if (outcome === "arrived") showPage((await read(answer)).page);
  else if (outcome === "refused") {
    await drop("outbox", item.id);
    changed();
    showPage(said.page);
  } else stored(form);
};

export const wakeOutbox = () => {
  document.addEventListener("submit", onSubmit);
  const send = () => sendAll().catch(() => undefined);
  addEventListener("online", send);
  setInterval(() => navigator.onLine && send(), AGAIN);
  send();
};
