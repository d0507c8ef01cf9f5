/* Keys come from the page: data-key="A" on a button, link, summary or field. Inside a list the chosen row comes first.
   Single letters are off while typing and can be switched off for good (data-letters-switch). */
const LETTERS = "sw-letters";
const FUNCTION_KEYS = /^F\d{1,2}$/;

const typing = (target) => target.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
const seen = (element) => element.checkVisibility?.() ?? element.offsetParent !== null;
const rows = () => [...document.querySelectorAll("[data-row]")].filter(seen);
const chosen = () => document.activeElement?.closest?.("[data-row]") ?? document.querySelector("[data-row].sw-on");

const choose = (row) => {
  document.querySelectorAll("[data-row].sw-on").forEach((e) => e.classList.remove("sw-on"));
  row.classList.add("sw-on");
  row.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
};

const move = (by) => {
  const all = rows();
  if (!all.length) return;
  const at = all.indexOf(chosen());
  choose(all[at < 0 ? 0 : Math.min(all.length - 1, Math.max(0, at + by))]);
};

const keyed = (key) => {
  const marked = `[data-key="${CSS.escape(key)}"]:not(:disabled)`;
  const inRow = chosen()?.querySelector(marked);
  return inRow ?? [...document.querySelectorAll(marked)].find(seen);
};

const press = (element) => {
  if (element.matches("input:not([type=checkbox], [type=radio], [type=submit], [type=button]), textarea")) {
    element.focus();
    element.select?.();
  } else element.click();
};

const openRow = (event) => {
  if (event.target !== chosen()) return false;
  const link = chosen().querySelector("[data-open], a.btn, strong a, a[href]");
  link?.click();
  return Boolean(link);
};

const act = (event) => {
  const key = event.key.length === 1 ? event.key.toUpperCase() : event.key;
  if (key === "J") return move(1) ?? true;
  if (key === "K") return move(-1) ?? true;
  if (key === "Enter") return openRow(event);
  const element = keyed(key);
  if (!element) return false;
  press(element);
  return true;
};

const onKey = (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || event.isComposing) return;
  if (!FUNCTION_KEYS.test(event.key)) {
    if (typing(event.target)) return;
    const letter = /^[a-z]$/i.test(event.key);
    if (letter && localStorage.getItem(LETTERS) === "off") return;
    if (event.key.length > 1 && event.key !== "Enter") return;
  }
  if (act(event)) event.preventDefault();
};

const wakeSwitch = () => {
  document.querySelectorAll("[data-letters-switch]").forEach((box) => {
    box.setAttribute("aria-pressed", String(localStorage.getItem(LETTERS) !== "off"));
    box.addEventListener("click", () => {
      const off = localStorage.getItem(LETTERS) !== "off";
      localStorage.setItem(LETTERS, off ? "off" : "on");
      box.setAttribute("aria-pressed", String(!off));
    });
  });
};

export const wakeKeys = () => {
  document.addEventListener("keydown", onKey);
  wakeSwitch();
};
