/* When the page stands, and again when htmx or the outbox has put a new piece into it. */
const listeners = [];

export const whenReady = (run) =>
  document.readyState === "loading" ? document.addEventListener("DOMContentLoaded", run) : run();

/** Run on the whole page once and on every piece that is swapped in later. */
export const onSwap = (run) => {
  listeners.push(run);
  whenReady(() => run(document));
};

export const swapped = (root) => listeners.forEach((run) => run(root));
