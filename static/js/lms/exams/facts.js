// What the page notices besides answers: it was left, the network was away. Sent seldom, in one
// small request, and only while no answer waits. Staff see it as facts.

import { Offline, facts } from "./wire.js";

const EVERY = 60_000;
const MOST = 32;

export class Facts {
  constructor(token, outbox) {
    this.token = token;
    this.outbox = outbox;
    this.noted = [];
    this.first = true;
    this.hiddenAt = null;
    this.offlineAt = null;
    document.addEventListener("visibilitychange", () => this.seen());
    outbox.addEventListener("changed", () => this.network());
    this.timer = setTimeout(() => this.send(), EVERY * (0.3 + 0.7 * Math.random()));
  }

  note(kind, since = null) {
    const now = performance.now();
    this.noted.push({ kind, at: now, seconds: since === null ? null : Math.round((now - since) / 1000) });
    if (this.noted.length > MOST) this.noted.shift();
  }

  seen() {
    if (document.hidden) {
      this.hiddenAt = performance.now();
      this.note("left");
    } else if (this.hiddenAt !== null) {
      this.note("returned", this.hiddenAt);
      this.hiddenAt = null;
    }
  }

  network() {
    if (this.outbox.offline) this.offlineAt ??= performance.now();
    else if (this.offlineAt !== null) {
      this.note("offline", this.offlineAt);
      this.offlineAt = null;
    }
  }

  stop() {
    clearTimeout(this.timer);
    return this.send(true);
  }

  async send(last = false) {
    if (!last) this.timer = setTimeout(() => this.send(), EVERY * (0.8 + 0.4 * Math.random()));
    const idle = this.outbox.entries.size === 0 && !this.outbox.offline;
    if (!idle || (this.noted.length === 0 && !this.first)) return;
    const sent = this.noted.splice(0);
    const now = performance.now();
    const told = sent.map(({ kind, at, seconds }) => ({ kind, ago: Math.round((now - at) / 1000), seconds }));
    try {
      const { status } = await facts(this.token, told);
      if (status === 429) this.noted.unshift(...sent);
      else this.first = false;
    } catch (error) {
      if (!(error instanceof Offline)) throw error;
      this.noted.unshift(...sent);
    }
  }
}
