/* Three shelves in the browser's database: drafts of forms, the outbox of forms that wait for a signal, and small facts. */
const NAME = "shouwen";
const SHELVES = ["drafts", "outbox", "facts"];
let opened;

const open = () => {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => SHELVES.forEach((name) => request.result.createObjectStore(name, { keyPath: "id" }));
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opened;
};

const ask = async (shelf, mode, run) => {
  const base = await open();
  return new Promise((resolve, reject) => {
    const transaction = base.transaction(shelf, mode);
    const request = run(transaction.objectStore(shelf));
    transaction.oncomplete = () => resolve(request.result);
    transaction.onerror = () => reject(transaction.error);
    transaction.onabort = () => reject(transaction.error);
  });
};

export const put = (shelf, thing) => ask(shelf, "readwrite", (s) => s.put(thing));
export const take = (shelf, id) => ask(shelf, "readonly", (s) => s.get(id));
export const all = (shelf) => ask(shelf, "readonly", (s) => s.getAll());
export const drop = (shelf, id) => ask(shelf, "readwrite", (s) => s.delete(id));

/** Everything of this browser, at logout: drafts and photos are personal data. */
export const forget = () => Promise.all(["drafts", "facts"].map((name) => ask(name, "readwrite", (s) => s.clear())));
