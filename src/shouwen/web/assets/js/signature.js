/* A signature: ink on paper, in both themes. data-pen holds the canvas, a file input that receives the PNG, hidden
   fields for the instant and for how it ended (signed, unable, refused), and the buttons 重签 / 无法签字 / 客户拒绝. */
import SignaturePad from "signature_pad";
import { instant, wallTime } from "./clock.js";
import { word } from "./words.js";

const INK = "#172126";

const fit = (canvas, pad) => {
  const strokes = pad.toData();
  const ratio = Math.max(devicePixelRatio || 1, 1);
  canvas.width = canvas.clientWidth * ratio;
  canvas.height = canvas.clientHeight * ratio;
  canvas.getContext("2d").scale(ratio, ratio);
  pad.clear();
  pad.fromData(strokes);
};

/* at once, not in a callback: who lifts the finger and presses the button sends the signature */
const png = (canvas, at) => {
  const bytes = Uint8Array.from(atob(canvas.toDataURL("image/png").split(",")[1]), (c) => c.charCodeAt(0));
  return new File([bytes], "signature.png", { type: "image/png", lastModified: Date.parse(at) });
};

const parts = (pen) => ({
  canvas: pen.querySelector("canvas"),
  file: pen.querySelector("input[type=file]"),
  at: pen.querySelector("[data-pen-at]"),
  outcome: pen.querySelector("[data-pen-outcome]"),
  note: pen.querySelector("[data-pen-note]"),
  reason: pen.querySelector("[data-pen-reason]"),
  box: pen.querySelector(".sw-pen"),
});

const settle = (p, outcome, at) => {
  p.outcome.value = outcome;
  p.at.value = at;
  p.box.classList.toggle("sw-pen-empty", outcome === "");
  p.box.classList.toggle("sw-pen-off", outcome === "unable" || outcome === "refused");
  if (p.reason) {
    p.reason.hidden = outcome !== "unable" && outcome !== "refused";
    p.reason.querySelector("textarea, input").required = !p.reason.hidden;
  }
  p.file.dispatchEvent(new Event("input", { bubbles: true }));
};

const signed = (p, pad) => {
  if (pad.isEmpty()) return;
  const at = instant();
  const hand = new DataTransfer();
  hand.items.add(png(p.canvas, at));
  p.file.files = hand.files;
  p.note.textContent = [p.canvas.dataset.name, wallTime(Date.parse(at), false)].filter(Boolean).join(" · ");
  settle(p, "signed", at);
};

const wipe = (p, pad, outcome) => {
  pad.clear();
  p.file.value = "";
  p.note.textContent = word(outcome === "unable" ? "penUnable" : outcome === "refused" ? "penRefused" : "penHere");
  pad[outcome ? "off" : "on"]();
  settle(p, outcome, outcome ? instant() : "");
};

const redraw = async (p) => {
  const [file] = p.file.files;
  const bitmap = file && (await createImageBitmap(file).catch(() => null));
  if (!bitmap) return;
  p.canvas.getContext("2d").drawImage(bitmap, 0, 0, p.canvas.clientWidth, p.canvas.clientHeight);
  p.box.classList.remove("sw-pen-empty");
  p.note.textContent = [p.canvas.dataset.name, wallTime(Date.parse(p.at.value), false)].filter(Boolean).join(" · ");
};

const wakeOne = (pen) => {
  pen.dataset.penAwake = "";
  const p = parts(pen);
  const pad = new SignaturePad(p.canvas, { penColor: INK, minWidth: 0.9, maxWidth: 2.6 });
  fit(p.canvas, pad);
  new ResizeObserver(() => p.canvas.clientWidth && !p.file.files.length && fit(p.canvas, pad)).observe(p.canvas);
  pad.addEventListener("endStroke", () => signed(p, pad));
  pad.addEventListener("beginStroke", () => p.box.classList.remove("sw-pen-empty"));
  pen.querySelectorAll("[data-pen-do]").forEach((b) => b.addEventListener("click", () => wipe(p, pad, b.dataset.penDo)));
  pen.closest("form")?.addEventListener("sw:restored", () => redraw(p));
  if (p.file.files.length) redraw(p);
};

export const wakePens = (root) => root.querySelectorAll("[data-pen]:not([data-pen-awake])").forEach(wakeOne);
