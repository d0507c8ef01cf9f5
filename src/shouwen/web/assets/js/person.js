/* Who works with this page. Drafts, stored forms and kept pages are one person's; the next one on the same machine gets none of them. */
const KEY = "sw-person";

/** The number of the person who is logged in; empty where nobody has to be. */
export const person = () => document.documentElement.dataset.person ?? "";

/** Whether somebody else worked in this browser before, asked once a page. */
export const tookOver = () => {
  if (!person() || "kept" in document.documentElement.dataset) return false;
  const before = localStorage.getItem(KEY);
  localStorage.setItem(KEY, person());
  return Boolean(before) && before !== person();
};
