/* Digits tick; a row turns soon and late at its instant. The server decides the state, this only keeps it true
   between two loads. The instant itself is still in time, so a row is late from the next second on. */
import { now } from "./clock.js";
import { span } from "./span.js";
import { word } from "./words.js";

const turn = (holder, from, to, prefix) => from.forEach((state) => holder?.classList.replace(`${prefix}-${state}`, `${prefix}-${to}`));

const announce = (due, name) => {
  const line = document.getElementById("sw-said");
  const title = due.closest("[data-row]")?.querySelector("strong")?.textContent ?? "";
  if (line) line.textContent = word(name, { what: title.trim() });
};

const enter = (due, state) => {
  const from = state === "late" ? ["in", "soon"] : ["in"];
  turn(due.closest(".sw-cd"), from, state, "sw-cd");
  const row = due.closest(".sw-ob");
  turn(row, from, state, "sw-ob");
  turn(due, from.map((s) => `${s}-ink`), `${state}-ink`, "sw");
  announce(due, state === "late" ? "nowLate" : "nowSoon");
};

const stateOf = (due, left) => {
  if (left < 0) return "late";
  const soonAt = Date.parse(due.dataset.soon ?? "");
  return !Number.isNaN(soonAt) && now() >= soonAt ? "soon" : due.dataset.state;
};

const tickOne = (due, units) => {
  const left = Math.round((Date.parse(due.dataset.due) - now()) / 1000);
  due.querySelector("[data-digits]").textContent = span(left, units);
  const state = stateOf(due, left);
  if (state === due.dataset.state) return;
  due.dataset.state = state;
  const sign = due.querySelector("[data-sign]");
  if (sign && state === "late") sign.textContent = word("late");
  enter(due, state);
};

const burn = (fuse) => {
  const from = Date.parse(fuse.dataset.from);
  const till = Date.parse(fuse.dataset.till);
  fuse.value = Math.min(100, Math.max(0, Math.round((100 * (now() - from)) / (till - from))));
};

export const wakeCountdowns = () => {
  const units = { days: word("days"), hours: word("hours"), minutes: word("minutes") };
  const tick = () => {
    document.querySelectorAll("[data-due]").forEach((due) => tickOne(due, units));
    document.querySelectorAll(".sw-fuse[data-from][data-till]").forEach(burn);
  };
  tick();
  setInterval(tick, 1000);
};
