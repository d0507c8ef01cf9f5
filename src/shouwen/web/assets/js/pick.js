/* Choosing: rows for the bulk bar, quick values for a field, fields counted as filled, filters that apply at once. */
import { now, wallInput } from "./clock.js";
import { word } from "./words.js";

const boxesOf = (form) => [...form.elements].filter((field) => field.matches("[data-pick]"));
const fits = (box, step) => (box.dataset.steps ?? "").split(" ").includes(step);

const recount = (form) => {
  const boxes = boxesOf(form);
  const picked = boxes.filter((box) => box.checked);
  boxes.forEach((box) => box.closest("tr, [data-row]")?.classList.toggle("sw-sel", box.checked));
  form.querySelectorAll("[data-picked]").forEach((e) => (e.textContent = word("picked", { count: picked.length })));
  form.querySelectorAll("[data-fits]").forEach((button) => {
    const count = picked.filter((box) => fits(box, button.dataset.fits)).length;
    button.hidden = count === 0;
    button.querySelector("[data-fit-count]").textContent = count || "";
  });
  const all = form.querySelector("[data-pick-all]");
  if (all) {
    all.checked = boxes.length > 0 && picked.length === boxes.length;
    all.indeterminate = picked.length > 0 && !all.checked;
  }
};

const onChange = (event) => {
  const box = event.target;
  if (box.matches("[data-pick-all]") && box.form) boxesOf(box.form).forEach((b) => (b.checked = box.checked));
  if (box.matches("[data-pick], [data-pick-all]") && box.form) recount(box.form);
  if (box.matches("[data-apply]")) box.form?.requestSubmit();
};

/* with Shift everything between this row and the last one ticked becomes as this one */
let last = null;
const reach = (event) => {
  const box = event.target.closest?.("[data-pick]");
  if (!box) return;
  const boxes = boxesOf(box.form);
  const [from, to] = [boxes.indexOf(last), boxes.indexOf(box)].sort((a, b) => a - b);
  if (event.shiftKey && from >= 0) boxes.slice(from, to + 1).forEach((b) => (b.checked = box.checked));
  last = box;
};

const fillFrom = (button) => {
  const field = document.getElementById(button.dataset.fills);
  if (!field) return;
  field.value = button.dataset.value === "now" ? wallInput(now()) : (button.dataset.value ?? button.textContent.trim());
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
};

const countFilled = (form) => {
  const needed = [...form.querySelectorAll("[required]")];
  const names = new Set(needed.map((f) => f.name));
  const filled = [...names].filter((n) => needed.some((f) => f.name === n && (f.type === "radio" || f.type === "checkbox" ? f.checked : f.value.trim())));
  form.querySelectorAll("[data-filled]").forEach((e) => (e.textContent = word("filled", { done: filled.length, all: names.size })));
};

/** What the server has filled in counts like what was typed. */
export const wakeFilled = () => document.querySelectorAll("form:has([data-filled])").forEach(countFilled);

export const wakePick = () => {
  document.addEventListener("click", reach);
  document.addEventListener("change", onChange);
  document.addEventListener("reset", (event) => setTimeout(() => recount(event.target)));
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-fills]");
    if (button) fillFrom(button);
  });
  document.addEventListener("input", (event) => {
    if (event.target.form?.querySelector("[data-filled]")) countFilled(event.target.form);
  });
  new Set([...document.querySelectorAll("[data-pick]")].map((box) => box.form).filter(Boolean)).forEach(recount);
};
