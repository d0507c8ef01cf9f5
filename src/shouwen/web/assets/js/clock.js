/* The server's clock. A page that the service worker kept (data-kept) carries an old instant,
   so it uses the difference measured when the server last answered. */
const KEY = "sw-clock-offset";
const ZONE = "Asia/Shanghai";
let offset = 0;

const measured = () => {
  const said = Date.parse(document.documentElement.dataset.now ?? "");
  if (Number.isNaN(said) || "kept" in document.documentElement.dataset) return Number(localStorage.getItem(KEY) ?? 0);
  const page = performance.getEntriesByType("navigation")[0];
  const heard = page?.responseStart ? performance.timeOrigin + page.responseStart : Date.now();
  localStorage.setItem(KEY, String(said - heard));
  return said - heard;
};

/** Milliseconds since the epoch by the server's clock, whole seconds. */
export const now = () => Math.floor((Date.now() + offset) / 1000) * 1000;

/** The same as an ISO text, for captured_at and occurred_at. */
export const instant = () => new Date(now()).toISOString().replace(".000Z", "Z");

export const wallTime = (ms, seconds = true) =>
  new Date(ms).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", second: seconds ? "2-digit" : undefined, timeZone: ZONE });

/** The wall time as a datetime-local field takes it: 2026-05-07T10:18:26. */
export const wallInput = (ms) => new Date(ms).toLocaleString("sv-SE", { timeZone: ZONE }).replace(" ", "T");

export const wakeClock = () => {
  offset = measured();
  const show = () => document.querySelectorAll("[data-clock]").forEach((e) => (e.textContent = wallTime(now())));
  show();
  setInterval(show, 1000);
};
