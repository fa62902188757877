// Parts of a paper, and papers that go one way. A part with a time of its own closes when its time
// is over or when it is left; the parts of such a paper follow each other one way, as do those of an
// exam that says so. The server is told when the pupil goes on; what counts is judged there.
//
// How much earlier than the attempt a part ends is worked out when it begins: a pause and more time
// move both ends alike.

import { clockText } from "./clock.js";
import { part, text } from "./view.js";
import { Offline, enterPart } from "./wire.js";

const AGAIN = 4_000;

export class Parts {
  /**
   * `granted` is what start or sitting told; `clock` the server's clock of the whole attempt;
   * `askTime` asks the server how it stands, so that no part closes in a pause.
   */
  constructor(granted, paper, clock, storage, oneWay, askTime) {
    this.parts = granted.paper.parts ?? [];
    this.minutes = granted.paper.minutes;
    this.paper = paper;
    this.clock = clock;
    this.storage = storage;
    this.token = granted.token;
    this.key = `part/${granted.attempt}`;
    this.atKey = `at/${granted.attempt}`;
    this.oneWay = oneWay;
    this.closing = granted.paper.one_way_parts ?? this.parts.some((one) => one.minutes !== null);
    this.current = 1;
    this.askTime = askTime;
    this.given = (granted.given ?? []).map(([at, until, pause]) => ({
      at: granted.askedAt - at,
      until: granted.askedAt - until,
      pause,
    }));
    this.began = granted.askedAt - (granted.began ?? 0);
    this.entered = new Map(
      Object.entries(granted.entered ?? {}).map(([n, ago]) => [Number(n), granted.askedAt - ago]),
    );
    this.plain = paper.go.bind(paper);
    paper.go = (number, focus) => this.go(number, focus);
  }

  /** The first question to show; `furthest` is the last one that was answered. */
  async begin(furthest = 1) {
    const kept = (await this.storage.get(this.key)) ?? 1;
    this.current = Math.max(1, kept, ...this.entered.keys());
    for (let n = 2; n <= this.current; n += 1) if (!this.entered.has(n)) this.entered.set(n, performance.now());
    const later = this.given.reduce((sum, one) => sum + one.until - one.at, 0);
    this.longer = Math.max(1, (this.clock.endsAt - this.began - later) / (this.minutes * 60_000));
    this.rest = this.restOf(this.current);
    this.closeEarlier();
    const first = this.parts[this.current - 1]?.first ?? 1;
    if (!this.oneWay) return first;
    const seen = (await this.storage.get(this.atKey)) ?? 1;
    return Math.min(this.paper.count, Math.max(first, seen, furthest));
  }

  of(number) {
    return Math.max(1, this.parts.filter((one) => one.first <= number).length);
  }

  last(n) {
    return (this.parts[n]?.first ?? this.paper.count + 1) - 1;
  }

  /** When the present part ends, as performance.now(). */
  get ends() {
    return this.clock.endsAt - this.rest;
  }

  /** How many ms before the attempt a part ends; 0 where it has no time of its own. */
  restOf(n) {
    const own = this.parts[n - 1]?.minutes ?? null;
    if (own === null) return 0;
    const opened = n === 1 ? this.began : this.entered.get(n);
    let closed = opened + own * 60_000 * this.longer;
    for (const { at, until, pause } of this.given) {
      if (at >= closed) break;
      if (pause) closed += Math.max(0, until - Math.max(at, opened));
      else if (at >= opened) closed += until - at;
    }
    return Math.max(0, this.clock.endsAt - closed);
  }

  may(number) {
    if (number < 1 || number > this.paper.count) return false;
    if (this.oneWay && (number < this.paper.at || number > this.paper.at + 1)) return false;
    if (!this.closing) return true;
    const wanted = this.of(number);
    return wanted === this.current || wanted === this.current + 1;
  }

  async go(number, focus = false) {
    if (!this.may(number) || part("part-dialog").open) return;
    if (this.closing && this.of(number) > this.current) {
      if (!(await this.ask())) return;
      this.enter(this.current + 1);
      number = this.parts[this.current - 1].first;
    }
    this.show(number, focus);
  }

  show(number, focus = false) {
    this.plain(number, focus);
    part("previous").disabled = !this.may(number - 1) || (this.closing && this.of(number - 1) < this.current);
    part("next").disabled = !this.may(number + 1);
    if (this.oneWay) {
      this.paper.settle();
      this.shutBefore(number);
      this.storage.put(this.atKey, number).catch(() => {}); // the answers tell it, too
    }
    this.paint();
  }

  ask() {
    const dialog = part("part-dialog");
    part("part-dialog-text").textContent = text("leave_part", { title: this.parts[this.current - 1].title });
    dialog.returnValue = "";
    dialog.showModal();
    return new Promise((resolve) => {
      dialog.addEventListener("close", () => resolve(dialog.returnValue === "go"), { once: true });
    });
  }

  enter(n) {
    this.paper.settle();
    this.current = n;
    this.entered.set(n, performance.now());
    this.rest = this.restOf(n);
    this.storage.put(this.key, n);
    this.closeEarlier();
    this.tell(n);
  }

  async tell(n) {
    try {
      await enterPart(this.token, n);
    } catch (error) {
      if (!(error instanceof Offline)) throw error;
      setTimeout(() => this.tell(n), AGAIN * (0.5 + Math.random()));
    }
  }

  closeEarlier() {
    if (this.closing && this.current > 1) this.shutBefore(this.parts[this.current - 1].first);
  }

  shutBefore(number) {
    for (let n = 1; n < number; n += 1) {
      this.paper.marks[n - 1].disabled = true;
      const card = this.paper.cards[n - 1];
      for (const one of card.querySelectorAll("input, select, textarea, button")) one.disabled = true;
      for (const one of card.querySelectorAll("[data-answer]")) one.dataset.locked = "yes";
    }
  }

  /** Cards are enabled again when an attempt goes on; those of closed parts stay shut. */
  relock() {
    this.closeEarlier();
    if (this.oneWay) this.shutBefore(this.paper.at);
  }

  tick() {
    const last = !this.closing || this.current >= this.parts.length;
    if (!last && this.ends <= performance.now()) this.timeOver();
    this.paint();
  }

  /** The time of the part is over here: the server says whether it stood still or more was given. */
  async timeOver() {
    if (this.asking) return;
    this.asking = true;
    const ended = this.current;
    await this.askTime();
    this.asking = false;
    if (ended !== this.current || this.paper.locked || this.ends > performance.now()) return;
    if (part("part-dialog").open) part("part-dialog").close("stay");
    this.enter(this.current + 1);
    this.show(this.parts[this.current - 1].first, true);
  }

  paint() {
    const at = this.parts[this.of(this.paper.at) - 1];
    part("part").hidden = !at;
    if (!at) return;
    const words = [at.title];
    if (this.closing && at.minutes !== null) {
      const left = Math.max(0, this.ends - performance.now());
      words.push(text("part_left", { time: clockText(left) }));
    }
    const line = words.join(" · ");
    if (part("part-title").textContent !== line) part("part-title").textContent = line;
    part("part-note").textContent = at.note;
    part("part-note").hidden = !at.note;
  }
}
