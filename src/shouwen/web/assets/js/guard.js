/* A form is sent once: a second press does nothing until the answer is there. The hidden field "key" makes a
   repetition harmless on the server as well; a form that comes without one gets one here. */
export const newKey = () => crypto.randomUUID?.() ?? [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");

export const keyOf = (form) => {
  const field = form.elements.namedItem("key");
  if (field && !field.value) field.value = newKey();
  return field?.value ?? "";
};

export const hold = (form) => {
  form.dataset.sending = "";
  form.querySelectorAll("button:not([type=button]), input[type=submit]").forEach((b) => b.setAttribute("aria-busy", "true"));
};

export const release = (form) => {
  delete form.dataset.sending;
  form.querySelectorAll("[aria-busy]").forEach((b) => b.removeAttribute("aria-busy"));
};

const onSubmit = (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if ("sending" in form.dataset) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  keyOf(form);
  if (event.defaultPrevented) return;
  hold(form);
  if (event.submitter?.matches("[data-download]")) setTimeout(() => release(form), 3000); // the page stays
};

export const wakeGuard = () => {
  document.addEventListener("submit", onSubmit, true);
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.detail.elt.closest?.("form");
    if (form) release(form);
  });
  addEventListener("pageshow", () => document.querySelectorAll("form[data-sending]").forEach(release));
};
