// The outbox: every answer is kept on the device first, then sent, and deleted only after the
// server has acknowledged it. Order is (epoch, seq); an answer waits under the epoch in which it
// was given, with the token of that epoch.

import { Age } from "./age.js";
import { Offline, save } from "./wire.js";

const BATCH = 32;
// Below the limit of the door (64 KiB), because essays are long.
const BATCH_BYTES = 48 * 1024;
const bytes = new TextEncoder();
const LONGEST_WAIT = 15_000;
const HEARTBEAT = 5_000;
const LONGEST_KEEPING = 2_000;
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

export class Outbox extends EventTarget {
  constructor(storage, attempt) {
    super();
    this.storage = storage;
    this.attempt = attempt;
    this.entries = new Map();
    this.keeping = new Map();
    this.receipts = [];
    this.offline = false;
    this.unable = false; // the server is there and cannot save
    this.failures = 0;
    this.timer = null;
    this.sending = null;
    this.blocked = new Set();
    this.age = new Age(storage);
    window.addEventListener("online", () => this.hurry());
    window.addEventListener("offline", () => this.say(true));
  }

  /** Take up what an earlier page left, and go on counting behind `highest`. */
  async begin(epoch, token, highest) {
    this.epoch = epoch;
    this.token = token;
    this.blocked.clear();
    for (const entry of await this.storage.list(`answer/${this.attempt}/`)) {
      this.entries.set(this.key(entry), await this.age.takeUp(this.key(entry), entry));
    }
    this.beating ??= setInterval(() => this.beat(), HEARTBEAT);
    this.receipts = await this.storage.list(`receipt/${this.attempt}/`);
    const mine = [...this.entries.values()].filter((entry) => entry.epoch === epoch);
    this.seq = Math.max(highest, 0, ...mine.map((entry) => entry.seq));
    this.hurry();
  }

  key(entry) {
    return `answer/${entry.attempt}/${entry.epoch}/${String(entry.seq).padStart(16, "0")}`;
  }

  /** The newest waiting answer of this epoch for each item. */
  waiting() {
    const newest = new Map();
    for (const entry of [...this.entries.values()].sort((a, b) => a.seq - b.seq)) {
      if (entry.epoch === this.epoch) newest.set(entry.item, entry);
    }
    return newest;
  }

  async add(item, response) {
    this.seq += 1;
    const entry = {
      attempt: this.attempt,
      epoch: this.epoch,
      token: this.token,
      seq: this.seq,
      item,
      response,
      ...this.age.born(),
    };
    this.entries.set(this.key(entry), entry);
    const kept = this.keep(entry);
    this.keeping.set(this.key(entry), kept);
    // Said before the device has kept it: the old answer of the question is the saved one no more.
    this.tell("changed");
    this.hurry();
    await kept;
    this.keeping.delete(this.key(entry));
    this.tell("changed");
  }

  /** Whether the device has it: until then a page that dies takes it along. */
  isKept(entry) {
    return !this.keeping.has(this.key(entry));
  }

  async keep(entry) {
    try {
      await this.storage.put(this.key(entry), entry);
    } catch (error) {
      this.tell("storage", error);
    }
  }

  /** Nothing is sent before the device has kept it, unless its storage hangs. */
  async settled() {
    const until = performance.now() + LONGEST_KEEPING;
    while (this.keeping.size > 0 && performance.now() < until) {
      await Promise.race([...this.keeping.values(), pause(LONGEST_KEEPING)]);
    }
  }

  tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  say(offline, unable = false) {
    if (offline === this.offline && unable === this.unable) return;
    this.offline = offline;
    this.unable = unable;
    this.tell("changed");
  }

  /** Send now, however long the next try was still away. */
  hurry() {
    clearTimeout(this.timer);
    this.timer = null;
    this.flush();
  }

  /** Resolves once nothing waits any more or a try has failed. */
  flush() {
    this.sending ??= this.sendAll().finally(() => {
      this.sending = null;
    });
    return this.sending;
  }

  async sendAll() {
    for (;;) {
      await this.settled();
      const batch = this.nextBatch();
      if (batch.length === 0) return;
      try {
        const { status, body, askedAt } = await save(
          batch[0].token,
          batch.map((entry) => this.told(entry)),
        );
        if (status !== 200) {
          this.refused(batch[0].epoch, status);
          continue;
        }
        await this.acknowledged(batch, body);
        this.failures = 0;
        this.say(false);
        if (batch[0].epoch === this.epoch) this.tell("standing", { ...body, askedAt });
      } catch (error) {
        if (!(error instanceof Offline)) throw error;
        return this.later(error);
      }
    }
  }

  told(entry) {
    const { seq, item, response } = entry;
    const ago = this.age.of(entry);
    return ago === null ? { seq, item, response } : { seq, item, response, ago };
  }

  /** While something waits, keep how long this page has lived: see age.js. */
  beat() {
    if (this.entries.size > 0) this.age.beat();
  }

  /** Nothing of the page's life is kept once nothing waits. */
  end() {
    clearInterval(this.beating);
    this.beating = null;
    return this.age.end();
  }

  nextBatch() {
    const sorted = [...this.entries.values()]
      .filter((entry) => !this.blocked.has(entry.epoch))
      .sort((a, b) => a.epoch - b.epoch || a.seq - b.seq);
    const batch = [];
    let room = BATCH_BYTES;
    for (const entry of sorted.filter((one) => one.epoch === sorted[0].epoch).slice(0, BATCH)) {
      room -= bytes.encode(JSON.stringify(entry.response)).length + 64;
      if (room < 0 && batch.length > 0) break;
      batch.push(entry);
    }
    return batch;
  }

  later({ status }) {
    this.failures += 1;
    this.say(true, status > 0);
    const wait = Math.min(LONGEST_WAIT, 500 * 2 ** this.failures) * (0.5 + Math.random());
    this.timer = setTimeout(() => this.hurry(), wait);
  }

  refused(epoch, status) {
    // Nothing is deleted: a new token or a person may still bring it in.
    this.blocked.add(epoch);
    if (epoch === this.epoch) this.tell("trouble", status);
  }

  async acknowledged(batch, body) {
    const byseq = new Map(batch.map((entry) => [entry.seq, entry]));
    for (const ack of body.acks) {
      const entry = byseq.get(ack.seq);
      if (ack.state === "taken") {
        await this.renumber(entry, body.highest);
        continue;
      }
      const receipt = { epoch: entry.epoch, item: entry.item, response: entry.response, ...ack };
      this.receipts.push(receipt);
      await this.forget(entry, receipt);
      this.tell("acknowledged", { entry, ack });
    }
    this.tell("changed");
  }

  async forget(entry, receipt) {
    this.entries.delete(this.key(entry));
    try {
      await this.storage.put(this.key(entry).replace("answer/", "receipt/"), receipt);
      await this.storage.remove(this.key(entry));
    } catch {
      // It is acknowledged: what stays behind is sent once more and answered as a repeat.
    }
  }

  /** Another page of this browser has used the number: this answer goes behind it. */
  async renumber(entry, highest) {
    const old = this.key(entry);
    this.seq = Math.max(this.seq, highest) + 1;
    const moved = { ...entry, seq: this.seq };
    await this.storage.put(this.key(moved), moved);
    this.entries.set(this.key(moved), moved);
    this.entries.delete(old);
    await this.storage.remove(old);
  }

  /** Everything that a person needs to bring answers in by hand. */
  rescue() {
    const waiting = [...this.entries.values()].map(({ token: _token, ...entry }) => entry);
    return { attempt: this.attempt, waiting, acknowledged: this.receipts };
  }
}
