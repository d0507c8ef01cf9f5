/* htmx under the strict policy: no eval, no injected style, the CSRF token from the page; a refusal (422) is shown
   like an answer, a lost connection says so and keeps what was typed. */
import htmx from "htmx.org";
import { swapped } from "./ready.js";
import { say } from "./say.js";
import { word } from "./words.js";

const configure = () => {
  Object.assign(htmx.config, {
    allowEval: false,
    includeIndicatorStyles: false,
    allowScriptTags: false,
    selfRequestsOnly: true,
    historyCacheSize: 0,
    refreshOnHistoryMiss: true,
    scrollBehavior: "instant",
    attributesToSettle: ["class", "width", "height"], /* a style attribute is refused by the policy */
    defaultSettleDelay: 0,
    defaultSwapDelay: 0,
  });
  htmx.config.responseHandling = [
    { code: "204", swap: false },
    { code: "[23]..", swap: true },
    { code: "(409|422)", swap: true, error: false },
    { code: "...", swap: false, error: true },
  ];
};

/* the cookie is of now; the page may have been kept since before the last login */
const cookie = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1];

export const csrf = () => cookie() ?? document.querySelector('meta[name="csrf"]')?.content ?? "";

const sign = (event) => {
  if (event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = csrf();
};

/* the refusal takes the focus: the first wrong field, else the message itself */
const lead = (root) => {
  const wrong = root.querySelector?.('[aria-invalid="true"]') ?? root.querySelector?.(".sw-refused[tabindex]");
  wrong?.focus();
};

export const wakeHtmx = () => {
  configure();
  document.addEventListener("htmx:configRequest", sign);
  document.addEventListener("htmx:afterSettle", (event) => {
    swapped(event.detail.elt);
    lead(event.detail.elt);
  });
  document.addEventListener("htmx:sendError", () => say(word("noAnswer")));
  document.addEventListener("htmx:responseError", (event) =>
    say(word(event.detail.xhr.status === 503 ? "away" : "wentWrong")));
};
