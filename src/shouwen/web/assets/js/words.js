/* Sentences shown by script come from the page (#sw-words), so that they are translated with it. */
const holder = () => document.getElementById("sw-words")?.dataset ?? {};

/** The sentence of that name with {name} replaced; the name itself if the page does not carry it. */
export const word = (name, values = {}) =>
  (holder()[name] ?? name).replace(/\{(\w+)\}/g, (all, key) => values[key] ?? all);
