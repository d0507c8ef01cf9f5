/* A board that renews itself rests while nobody sees it (data-rests), and looks at once when it is seen again.
   data-fullscreen: the whole screen, which then does not go to sleep; a second press leaves it. */
import htmx from "htmx.org";

const rests = (event) => {
  if (document.hidden && event.detail.elt.hasAttribute("data-rests")) event.preventDefault();
};

const look = () => {
  if (!document.hidden) document.querySelectorAll("[data-rests]").forEach((board) => htmx.trigger(board, "sw:seen"));
};

const stayAwake = () => navigator.wakeLock?.request("screen").catch(() => null);

const fill = async () => {
  if (document.fullscreenElement) return document.exitFullscreen();
  await document.documentElement.requestFullscreen();
  return stayAwake();
};

export const wakeWall = () => {
  document.addEventListener("htmx:beforeRequest", rests);
  document.addEventListener("visibilitychange", look);
  document.querySelectorAll("[data-fullscreen]").forEach((button) => button.addEventListener("click", () => fill().catch(() => null)));
};
