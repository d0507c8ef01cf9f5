/* The offer to take a decision back counts its ten seconds down and goes; the server keeps the same time. */
export const wakeTakeBack = () => {
  for (const form of document.querySelectorAll("[data-take-back]")) {
    const shown = form.querySelector("[data-left]");
    let left = Number(shown.textContent);
    const ticking = setInterval(() => {
      left -= 1;
      shown.textContent = left;
      if (left > 0) return;
      clearInterval(ticking);
      form.remove();
    }, 1000);
  }
};
