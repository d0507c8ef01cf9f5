/* Dark is chosen by the person: it changes at once and is remembered by the server. Charts read the tokens again. */
const flip = (form) => {
  const root = document.documentElement;
  const dark = root.dataset.bsTheme !== "dark";
  root.dataset.bsTheme = dark ? "dark" : "light";
  const data = new FormData(form);
  data.set("dark", dark ? "1" : "0");
  document.dispatchEvent(new CustomEvent("sw:theme"));
  fetch(form.action, { method: "POST", body: data, credentials: "same-origin" }).catch(() => undefined);
  form.elements.namedItem("dark").value = dark ? "0" : "1";
};

export const wakeTheme = () => {
  document.querySelectorAll("form[data-theme-switch]").forEach((form) => {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      flip(form);
    });
  });
};
