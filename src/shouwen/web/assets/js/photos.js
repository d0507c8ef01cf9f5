/* Photos: one press opens the camera; each picture is shown small, can be dropped again, and carries the instant it was
   taken at in the hidden field <name>_captured_at, in the same order as the files. Previews are drawn (no blob: address is needed). */
import { instant, wallTime } from "./clock.js";
import { word } from "./words.js";

const shots = new WeakMap();
const listOf = (input) => shots.get(input) ?? shots.set(input, []).get(input);

const hand = (input) => {
  const transfer = new DataTransfer();
  listOf(input).forEach((shot) => transfer.items.add(shot.file));
  input.files = transfer.files;
  const instants = input.form?.elements.namedItem(`${input.name}_captured_at`);
  if (instants) instants.value = listOf(input).map((shot) => shot.at).join(" ");
};

const draw = async (file, canvas) => {
  const bitmap = await createImageBitmap(file).catch(() => null);
  if (!bitmap) return;
  const scale = Math.max(240 / bitmap.width, 180 / bitmap.height);
  const [w, h] = [bitmap.width * scale, bitmap.height * scale];
  canvas.getContext("2d").drawImage(bitmap, (240 - w) / 2, (180 - h) / 2, w, h);
};

const figure = (input, shot) => {
  const box = document.createElement("figure");
  box.dataset.shot = "";
  const canvas = Object.assign(document.createElement("canvas"), { width: 240, height: 180 });
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", shot.file.name);
  const caption = document.createElement("figcaption");
  caption.append(`${wallTime(Date.parse(shot.at), false)} · ${word("toUpload")} `);
  const gone = Object.assign(document.createElement("button"), { type: "button", className: "sw-drop", textContent: word("drop") });
  gone.addEventListener("click", () => {
    shots.set(input, listOf(input).filter((other) => other !== shot));
    hand(input);
    show(input);
    input.dispatchEvent(new Event("input", { bubbles: true }));
  });
  caption.append(gone);
  box.append(canvas, caption);
  draw(shot.file, canvas);
  return box;
};

const show = (input) => {
  const board = input.closest(".sw-shots");
  board?.querySelectorAll("[data-shot]").forEach((e) => e.remove());
  listOf(input).forEach((shot) => board?.insertBefore(figure(input, shot), input.closest(".sw-shoot")));
  const count = document.querySelector(`[data-shots-of="${CSS.escape(input.id)}"]`);
  if (count) count.textContent = word("shots", { count: listOf(input).length });
};

const taken = (input) => {
  const fresh = [...input.files].filter((file) => !listOf(input).some((shot) => shot.file === file));
  const at = instant();
  shots.set(input, [...(input.multiple ? listOf(input) : []), ...fresh.map((file) => ({ file, at }))]);
  hand(input);
  show(input);
};

const restored = (form) => {
  form.querySelectorAll("input[type=file][data-photos]").forEach((input) => {
    const at = (form.elements.namedItem(`${input.name}_captured_at`)?.value ?? "").split(" ");
    shots.set(input, [...input.files].map((file, k) => ({ file, at: at[k] || new Date(file.lastModified).toISOString() })));
    show(input);
  });
};

export const wakePhotos = () => {
  document.addEventListener("change", (event) => {
    if (event.target.matches?.("input[type=file][data-photos]")) taken(event.target);
  });
  document.addEventListener("sw:restored", (event) => restored(event.target));
};
