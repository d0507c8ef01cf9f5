/* A list that asks the server for itself (data-live="address" data-every="30") and never reorders under a cursor:
   same rows in the same order are renewed in place, anything else waits behind "2 件顺序有变，更新". */
import { swapped } from "./ready.js";
import { word } from "./words.js";

const ids = (list) => [...list.querySelectorAll("[data-id]")].map((row) => row.dataset.id);
const busy = (row) => row.matches(":hover, :focus-within") || Boolean(row.querySelector("details[open]"));

const fetchList = async (list) => {
  const answer = await fetch(list.dataset.live, { headers: { "HX-Request": "true" }, credentials: "same-origin" });
  if (!answer.ok) return null;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return page.getElementById(list.id) ?? page.querySelector("[data-live]");
};

const renew = (list, fresh) => {
  list.querySelectorAll("[data-id]").forEach((row) => {
    const other = fresh.querySelector(`[data-id="${CSS.escape(row.dataset.id)}"]`);
    if (!other || busy(row) || row.innerHTML === other.innerHTML) return;
    row.className = other.className;
    row.replaceChildren(...other.childNodes);
    swapped(row);
  });
};

const offer = (list, fresh, count) => {
  let bar = list.querySelector(":scope > .sw-changed");
  if (!bar) {
    bar = document.createElement("button");
    bar.type = "button";
    bar.className = "sw-changed";
    bar.setAttribute("aria-live", "polite");
    list.prepend(bar);
  }
  bar.textContent = word("changed", { count });
  bar.onclick = () => {
    list.replaceChildren(...fresh.childNodes);
    swapped(list);
  };
};

/** How many rows are new, gone or elsewhere. */
export const moved = (before, after) => {
  const gone = before.filter((id) => !after.includes(id)).length;
  const elsewhere = after.filter((id, place) => before[place] !== id && (!before.includes(id) || before.length === after.length)).length;
  return Math.max(gone, elsewhere, Math.abs(before.length - after.length));
};

const look = async (list) => {
  if (document.hidden || !navigator.onLine) return;
  const fresh = await fetchList(list).catch(() => null);
  if (!fresh) return;
  const [before, after] = [ids(list), ids(fresh)];
  if (before.join() === after.join()) renew(list, fresh);
  else offer(list, fresh, moved(before, after));
};

export const wakeLiveLists = (root) => {
  root.querySelectorAll("[data-live]").forEach((list) => {
    if (list.dataset.awake) return;
    list.dataset.awake = "1";
    setInterval(() => look(list), 1000 * Number(list.dataset.every ?? 30));
    list.addEventListener("sw:look", () => look(list));
  });
};
