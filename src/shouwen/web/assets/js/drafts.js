/* A form with data-draft="name" is saved whenever typing pauses and comes back after a reload or a lost connection,
   photos and signature included. A form the server has refused (data-refused) already carries what was typed. */
import { wallTime, now } from "./clock.js";
import { person } from "./person.js";
import { drop, put, take } from "./store.js";
import { word } from "./words.js";

const PAUSE = 400;
const shelfMark = (name) => `${person()}:${name}`; /* a colleague at the same counter has drafts of their own */
const SENT = "sw-draft-sent";
/* what belongs to the page as the server wrote it, not to what was typed */
const PAGE_S_OWN = /^(csrfmiddlewaretoken|version|next|.*_binds)$/;

const fieldsOf = (form) => [...form.elements].filter((f) => f.name && !PAGE_S_OWN.test(f.name) && f.type !== "password" && f.type !== "submit");

const picture = (form) =>
  fieldsOf(form).map((f) => ({ name: f.name, value: f.value, kind: f.type, on: f.checked, files: f.type === "file" ? [...f.files] : [] }));

const note = (form, text) => form.querySelectorAll("[data-draft-note]").forEach((e) => (e.textContent = text));

const save = async (form) => {
  await put("drafts", { id: shelfMark(form.dataset.draft), at: now(), fields: picture(form) });
  note(form, word("draftSaved", { at: wallTime(now(), false) }));
};

const giveFiles = (field, files) => {
  const hand = new DataTransfer();
  files.forEach((file) => hand.items.add(file));
  field.files = hand.files;
};

const restoreOne = (field, saved) => {
  if (field.type === "file") giveFiles(field, saved.files);
  else if (field.type === "checkbox" || field.type === "radio") field.checked = saved.on;
  else field.value = saved.value;
};

const restore = (form, draft) => {
  const left = [...draft.fields];
  fieldsOf(form).forEach((field) => {
    const choice = field.type === "checkbox" || field.type === "radio";
    const at = left.findIndex((s) => s.name === field.name && s.kind === field.type && (!choice || s.value === field.value));
    if (at >= 0) restoreOne(field, left.splice(at, 1)[0]);
  });
  form.dispatchEvent(new CustomEvent("sw:restored", { bubbles: true }));
  fieldsOf(form)[0]?.dispatchEvent(new Event("input", { bubbles: true }));
  note(form, word("draftRestored", { at: wallTime(draft.at, false) }));
};

/* A draft that was sent is gone once the browser has moved on; a reload or "back" means that it did not arrive. */
const arrived = (name) => {
  if (sessionStorage.getItem(SENT) !== name) return false;
  sessionStorage.removeItem(SENT);
  return performance.getEntriesByType("navigation")[0]?.type === "navigate";
};

const wakeOne = async (form) => {
  const name = form.dataset.draft;
  form.dataset.draftAwake = "1";
  if (arrived(name)) await drop("drafts", shelfMark(name));
  else if (!("refused" in form.dataset)) {
    const draft = await take("drafts", shelfMark(name));
    if (draft) restore(form, draft);
  }
  let timer;
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(() => save(form), PAUSE);
  };
  form.addEventListener("input", later);
  form.addEventListener("change", later);
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    save(form);
    sessionStorage.setItem(SENT, name);
  });
  addEventListener("pagehide", () => timer && save(form));
};

/** The form arrived: its draft is no longer wanted. */
export const settleDraft = (name) => {
  sessionStorage.removeItem(SENT);
  return name ? drop("drafts", shelfMark(name)) : undefined;
};

export const wakeDrafts = (root) => {
  const forms = [...root.querySelectorAll("form[data-draft]:not([data-draft-awake])")];
  if (root === document) {
    const sent = sessionStorage.getItem(SENT);
    if (sent && !forms.some((f) => f.dataset.draft === sent)) settleDraft(sent);
    document.addEventListener("htmx:afterRequest", (event) => {
      const form = event.detail.elt.closest?.("form[data-draft]");
      if (form && event.detail.successful && event.detail.xhr.status < 300) settleDraft(form.dataset.draft);
    });
  }
  forms.forEach((form) => wakeOne(form).catch(() => note(form, word("draftLost"))));
};
