/* Why-popovers and menus are <details>: one is open at a time, Escape and a press outside close it, focus returns. */
const KIND = "details.sw-why, details.sw-menu";
const open = () => [...document.querySelectorAll(KIND)].filter((d) => d.open);

export const closeAll = (except) =>
  open().filter((d) => d !== except && !d.contains(except)).forEach((d) => d.removeAttribute("open"));

const escape = (event) => {
  const [shown] = open();
  if (event.key !== "Escape" || !shown) return;
  closeAll();
  shown.querySelector("summary").focus();
};

/* a card that would leave the window on the left is moved to the other edge */
const keepInside = (details) => {
  const card = details.querySelector(".sw-why-card");
  if (!card) return;
  card.classList.remove("sw-why-left", "sw-why-up");
  const box = card.getBoundingClientRect();
  if (box.left < 0) card.classList.add("sw-why-left");
  if (box.bottom > innerHeight && box.height < details.getBoundingClientRect().top) card.classList.add("sw-why-up");
};

export const wakeWhy = () => {
  document.addEventListener("toggle", (event) => {
    const details = event.target;
    if (!details.matches?.(KIND) || !details.open) return;
    closeAll(details);
    keepInside(details);
  }, true);
  document.addEventListener("keydown", escape);
  document.addEventListener("pointerdown", (event) => {
    open().filter((d) => !d.contains(event.target)).forEach((d) => d.removeAttribute("open"));
  });
};
