/* A link with data-sheet="id" opens the <dialog> of that id; without script it leads to the full page. */
const onClick = (event) => {
  const opener = event.target.closest?.("[data-sheet]");
  if (opener && !event.ctrlKey && !event.metaKey) {
    const sheet = document.getElementById(opener.dataset.sheet);
    if (!sheet?.showModal) return;
    event.preventDefault();
    sheet.showModal();
  } else if (event.target.closest?.("[data-close]")) {
    event.target.closest("dialog")?.close();
  } else if (event.target.matches?.("dialog.sw-sheet")) {
    event.target.close();
  }
};

const onPrint = (event) => {
  if (!event.target.closest?.("[data-print-page]")) return;
  event.preventDefault();
  window.print();
};

export const wakeSheets = () => {
  document.addEventListener("click", onClick);
  document.addEventListener("click", onPrint);
};
