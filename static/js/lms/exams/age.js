// For how long an answer has waited on this device, at the least. Only performance.now() is asked,
// which nobody can set; the device's date is not. It may stand still while the device sleeps and
// begins anew with every page, so what is told is never too much: an answer seems younger than it
// is, and one that cannot be shown to be old enough is left to a person.
//
// A page that has answers waiting keeps every few seconds how long it has lived. The next page adds
// for what it finds: the time between the answer and the last such sign of life, and its own.

const WORTH_TELLING = 5_000;

export class Age {
  constructor(storage) {
    this.storage = storage;
    this.page = [...crypto.getRandomValues(new Uint32Array(2))].map((n) => n.toString(36)).join("");
    this.beats = false;
  }

  /** What an answer that is given now carries with it. */
  born() {
    return { page: this.page, at: performance.now(), base: 0 };
  }

  /** Milliseconds, or null for what has hardly waited or cannot be known. */
  of({ at, base }) {
    if (base === undefined) return null;
    const age = Math.floor(base + performance.now() - at);
    return age < WORTH_TELLING ? null : age;
  }

  /** An entry that an earlier page left, as this page goes on counting it. */
  async takeUp(key, entry) {
    if (entry.page === this.page || entry.base === undefined) return entry;
    const lived = (await this.storage.get(`life/${entry.page}`)) ?? entry.at;
    const base = entry.base + Math.max(0, lived - entry.at);
    const taken = { ...entry, page: this.page, at: performance.now(), base };
    await this.beat();
    await this.storage.put(key, taken);
    return taken;
  }

  async beat() {
    this.beats = true;
    try {
      await this.storage.put(`life/${this.page}`, performance.now());
    } catch {
      // The age is then told smaller than it is.
    }
  }

  async end() {
    if (this.beats) await this.storage.remove(`life/${this.page}`);
    this.beats = false;
  }
}
