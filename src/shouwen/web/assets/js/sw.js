/* Service worker. Built files never change under their name: kept. Pages are kept only when they ask for it (data-keep);
   a kept page is served when the network is silent, marked data-kept so that its clock is not believed. */
const FILES = "sw-files-1";
const PAGES = "sw-pages-1";
const PATIENCE = 5000;
/* the browser hides cookies and languages from us, so a Vary of the answer could never match */
const ANY = { ignoreVary: true };

const builtFile = (url) => url.pathname.includes("/static/built/");

const keepFile = async (request) => {
  const shelf = await caches.open(FILES);
  const kept = await shelf.match(request, ANY);
  if (kept) return kept;
  const fresh = await fetch(request);
  if (fresh.ok) shelf.put(request, fresh.clone());
  return fresh;
};

const marked = async (answer) => {
  const text = (await answer.text()).replace("<html", "<html data-kept");
  return new Response(text, { status: 200, headers: answer.headers });
};

const inTime = (request) => {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE);
  return fetch(request, { signal: stop.signal }).finally(() => clearTimeout(timer));
};

const page = async (request) => {
  const shelf = await caches.open(PAGES);
  const kept = await shelf.match(request, ANY);
  if (!kept) return fetch(request);
  try {
    const fresh = await inTime(request);
    if (fresh.ok && !fresh.redirected) await shelf.put(request, fresh.clone());
    return fresh;
  } catch {
    return marked(kept);
  }
};

const keepPage = async (address) => {
  const answer = await fetch(address, { credentials: "same-origin" });
  if (answer.ok && !answer.redirected) await (await caches.open(PAGES)).put(address, answer.clone());
  const files = [...(await answer.text()).matchAll(/(?:href|src)="([^"]*\/static\/built\/[^"]+)"/g)].map((found) => found[1]);
  const shelf = await caches.open(FILES);
  await Promise.all(files.map(async (file) => (await shelf.match(file, ANY)) ?? shelf.add(file)));
};

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== self.location.origin) return;
  if (builtFile(url)) event.respondWith(keepFile(event.request));
  else if (event.request.mode === "navigate") event.respondWith(page(event.request));
});
self.addEventListener("message", (event) => {
  if (event.data.keep) event.waitUntil(keepPage(event.data.keep));
  if (event.data.forget) event.waitUntil(caches.delete(PAGES));
});
