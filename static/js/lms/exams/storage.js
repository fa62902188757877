// Where answers wait on the device: IndexedDB, else localStorage, else only the page's memory.
// Each is tried by writing, reading and deleting before the exam starts; IndexedDB and
// localStorage work on plain HTTP.

const NAME = "lopso-exams";
const PREFIX = "lopso-exam:";

function done(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error("blocked"));
  });
}

class Indexed {
  kind = "indexeddb";
  files = true; // the others keep texts only, or nothing over a reload

  async open() {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore("kept");
    this.db = await done(request);
    this.db.onversionchange = () => this.db.close();
  }

  run(mode, work) {
    return new Promise((resolve, reject) => {
      const all = this.db.transaction("kept", mode, { durability: "strict" });
      const request = work(all.objectStore("kept"));
      all.oncomplete = () => resolve(request.result);
      all.onabort = () => reject(all.error ?? new Error("aborted"));
      all.onerror = () => reject(all.error);
    });
  }

  put(key, value) {
    return this.run("readwrite", (store) => store.put(value, key));
  }

  get(key) {
    return this.run("readonly", (store) => store.get(key));
  }

  remove(key) {
    return this.run("readwrite", (store) => store.delete(key));
  }

  list(prefix) {
    const range = IDBKeyRange.bound(prefix, `${prefix}\uffff`);
    return this.run("readonly", (store) => store.getAll(range));
  }
}

class Local {
  kind = "localstorage";

  async open() {
    if (!window.localStorage) throw new Error("none");
  }

  async put(key, value) {
    localStorage.setItem(PREFIX + key, JSON.stringify(value));
  }

  async get(key) {
    const text = localStorage.getItem(PREFIX + key);
    return text === null ? undefined : JSON.parse(text);
  }

  async remove(key) {
    localStorage.removeItem(PREFIX + key);
  }

  async list(prefix) {
    const keys = Object.keys(localStorage).filter((key) => key.startsWith(PREFIX + prefix));
    return keys.map((key) => JSON.parse(localStorage.getItem(key)));
  }
}

class Memory {
  kind = "memory";
  kept = new Map();

  async open() {}

  async put(key, value) {
    this.kept.set(key, value);
  }

  async get(key) {
    return this.kept.get(key);
  }

  async remove(key) {
    this.kept.delete(key);
  }

  async list(prefix) {
    return [...this.kept].filter(([key]) => key.startsWith(prefix)).map(([, value]) => value);
  }
}

function within(promise, ms) {
  const late = new Promise((_, reject) => setTimeout(() => reject(new Error("slow")), ms));
  return Promise.race([promise, late]);
}

async function works(store) {
  const probe = `probe/${Math.random()}`;
  await store.open();
  await store.put(probe, { n: 1 });
  const found = await store.get(probe);
  await store.remove(probe);
  return found?.n === 1;
}

/** The best storage that works here within `patience` ms; `kind` says which. */
export async function openStorage(patience = 4000) {
  for (const Kind of [Indexed, Local]) {
    try {
      const store = new Kind();
      if (await within(works(store), patience)) return store;
    } catch {
      // The next kind may work: private browsing and full disks refuse in different ways.
    }
  }
  return new Memory();
}
