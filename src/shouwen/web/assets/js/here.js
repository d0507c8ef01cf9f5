/* Arrival: a button with data-here fills lat, lon, accuracy and captured_at of its form with where and when it was pressed. */
import { instant, wallTime } from "./clock.js";
import { word } from "./words.js";

const fill = (form, name, value) => {
  const field = form.elements.namedItem(name);
  if (field) field.value = value;
};

const place = () =>
  new Promise((resolve) => {
    if (!navigator.geolocation) return resolve(null);
    return navigator.geolocation.getCurrentPosition((p) => resolve(p.coords), () => resolve(null), { enableHighAccuracy: true, timeout: 10000 });
  });

const arrive = async (button) => {
  const { form } = button;
  fill(form, "captured_at", instant());
  const note = form.querySelector("[data-here-note]");
  if (note) note.textContent = word("arrived", { at: wallTime(Date.now()) });
  const where = await place();
  if (where) {
    fill(form, "lat", where.latitude.toFixed(6));
    fill(form, "lon", where.longitude.toFixed(6));
    fill(form, "accuracy", String(Math.round(where.accuracy)));
  } else if (note) note.textContent = word("arrivedNoPlace", { at: wallTime(Date.now()) });
  form.dispatchEvent(new Event("input", { bubbles: true }));
};

export const wakeHere = () =>
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("button[data-here]");
    if (button?.form) arrive(button);
  });
