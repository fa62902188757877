// One attempt in this browser, from its first question to its end.

import { ServerClock, clockText } from "./clock.js";
import { Facts } from "./facts.js";
import { KeptFiles } from "./kept-files.js";
import { Outbox } from "./outbox.js";
import { Pages } from "./pages.js";
import { Paper } from "./paper.js";
import { Parts } from "./parts.js";
import { download, face, icon, part, say, text } from "./view.js";
import { Offline, handIn, pulse, time, upload } from "./wire.js";

const TELL_AT = [10, 5, 1];
const QUIET = 60_000;
// A page that sends nothing asks this often whether its time was changed, and more often in a pause.
const PULSE = 10_000;
const PAUSED = 5_000;
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

export class Sitting {
  constructor(storage, page, granted) {
    this.storage = storage;
    this.page = page;
    this.granted = granted;
    this.clock = new ServerClock();
    this.outbox = new Outbox(storage, granted.attempt);
    this.files = new KeptFiles(storage, granted.attempt);
    const { labels, pages, parts = [], one_way_parts } = granted.paper;
    const oneWay = page.oneWay === "yes";
    const closing = one_way_parts ?? parts.some((one) => one.minutes !== null);
    const together = Boolean(labels) && !oneWay && !closing;
    const send = (item, key, file) => upload(granted.token, item, key, file);
    this.paper = new Paper(granted.paper, send, (item) => this.files.of(item), together);
    if (pages) this.pages = new Pages(pages, granted.token);
    this.parts = new Parts(granted, this.paper, this.clock, storage, oneWay, () => this.askTime());
    this.saved = new Set();
    this.told = new Set();
    this.ended = false;
    this.heardAt = performance.now();
    this.beatAt = performance.now();
  }

  async begin() {
    const { granted, outbox, paper } = this;
    this.clock.set(granted.left, granted.askedAt);
    this.listen();
    await outbox.begin(granted.epoch, granted.token, granted.highest ?? 0);
    this.fill(granted.answers ?? {});
    paper.takeUp(await this.files.left());
    for (const item of (await this.storage.get(`flags/${granted.attempt}`)) ?? []) paper.flags.add(item);
    for (let item = 1; item <= paper.count; item += 1) paper.paintMark(item);
    const answered = [...Object.keys(granted.answers ?? {}).map(Number), ...outbox.waiting().keys()];
    const first = await this.parts.begin(Math.max(1, ...answered));
    face("work");
    this.parts.show(first, true);
    this.facts = new Facts(granted.token, outbox);
    this.paint();
    this.pause(granted.paused === true);
    this.ticking = setInterval(() => this.tick(), 500);
    this.tick();
    if (this.storage.kind === "memory") say(part("notice"), text("storage_memory"), "warning");
  }

  /** Answers of the server, and over them what still waits on this device. */
  fill(answers) {
    for (const [item, [, , response]] of Object.entries(answers)) {
      this.paper.put(Number(item), response);
      if (response !== null) this.saved.add(Number(item));
    }
    for (const [item, entry] of this.outbox.waiting()) this.paper.put(item, entry.response);
  }

  listen() {
    const { outbox, paper } = this;
    paper.addEventListener("answer", ({ detail }) => this.answer(detail));
    paper.addEventListener("flags", ({ detail }) => this.storage.put(`flags/${this.granted.attempt}`, detail));
    outbox.addEventListener("changed", () => this.paint());
    outbox.addEventListener("acknowledged", ({ detail }) => this.acknowledged(detail));
    outbox.addEventListener("standing", ({ detail }) => this.standing(detail));
    outbox.addEventListener("trouble", () => say(part("notice"), text("trouble"), "danger"));
    outbox.addEventListener("storage", () => say(part("notice"), text("storage_memory"), "warning"));
    part("hand-in").addEventListener("click", () => this.ask());
    part("dialog-no").addEventListener("click", () => part("dialog").close());
    part("dialog-yes").addEventListener("click", () => this.finish("handed_in"));
    part("rescue").addEventListener("click", () => this.rescue());
    document.addEventListener("visibilitychange", () => this.woke());
    window.addEventListener("beforeunload", (event) => {
      if (outbox.entries.size > 0) event.preventDefault();
    });
  }

  answer({ item, response }) {
    if (this.ended) return;
    this.saved.delete(item);
    this.outbox.add(item, response);
  }

  acknowledged({ entry, ack }) {
    if (entry.epoch !== this.granted.epoch) return;
    const newer = this.outbox.waiting().has(entry.item);
    if (ack.state === "counts" && !newer && entry.response !== null) this.saved.add(entry.item);
    if (ack.state === "held") {
      this.held = true;
      say(part("notice"), ack.why === "passed" ? text("passed") : this.heldText(), "warning");
    }
  }

  heldText() {
    return text(this.page.late ? "held_rule" : "held");
  }

  standing(told) {
    this.heardAt = performance.now();
    this.beatAt = performance.now();
    this.clock.set(told.left, told.askedAt);
    if (this.ended === "time" && told.mine && told.open && told.left > 0) return this.goOn();
    this.pause(told.paused === true);
    if (!told.mine) this.superseded();
    else if (!told.open && !this.ended) this.finish("time");
  }

  /** The time was over here while the network was away; the teacher has given more. */
  goOn() {
    this.ended = false;
    this.arrived = false;
    this.paper.unlock();
    this.parts.relock();
    face("work");
    this.ticking = setInterval(() => this.tick(), 500);
    this.paint();
  }

  /** The invigilator lets the time stand still: nothing is answered meanwhile, nothing is lost. */
  pause(paused) {
    if (paused === (this.paused ?? false) || this.ended) return;
    this.paused = paused;
    if (paused) this.paper.lock();
    else {
      this.paper.unlock();
      this.parts.relock();
    }
    document.getElementById("exam").dataset.paused = paused;
    if (paused) part("time").textContent = text("paused_clock");
    say(part("notice"), paused ? text("paused") : null, "info");
  }

  superseded() {
    if (this.ended) return;
    this.paper.lock();
    const press = () => window.location.reload();
    say(part("notice"), text("elsewhere"), "warning", { label: text("continue"), press });
    this.storage.remove(`token/${this.granted.attempt}`);
  }

  async woke() {
    if (document.hidden || this.ended) return;
    this.outbox.hurry();
    await this.askTime();
  }

  paint() {
    const waiting = this.outbox.waiting();
    for (let item = 1; item <= this.paper.count; item += 1) {
      const entry = waiting.get(item);
      const kept = entry ? this.outbox.isKept(entry) && "waiting" : this.saved.has(item) && "saved";
      const state = kept || "empty";
      if (this.paper.states.get(item) !== state) this.paper.set(item, state);
    }
    const counts = { saved: this.saved.size, count: this.paper.count, waiting: waiting.size };
    const offline = this.outbox.offline || (!navigator.onLine && waiting.size > 0);
    const name = offline ? "offline" : waiting.size ? "sending" : "saved";
    const unable = offline && navigator.onLine && this.outbox.unable;
    part("state").textContent = text(`state_${unable ? "unable" : name}`, counts);
    part("state").dataset.state = name;
    if (this.ended) this.paintEnd();
  }

  tick() {
    if (this.ended) return;
    if (performance.now() - this.heardAt > QUIET) this.listenToServer();
    else if (performance.now() - this.beatAt > (this.paused ? PAUSED : PULSE)) this.beat();
    const left = this.clock.left();
    if (left === null || this.paused) return;
    part("time").textContent = clockText(left);
    const minutes = Math.ceil(left / 60_000);
    part("clock").dataset.soon = minutes <= 5;
    if (TELL_AT.includes(minutes) && !this.told.has(minutes)) {
      this.told.add(minutes);
      part("clock").title = text("minutes_left", { minutes });
    }
    this.parts.tick();
    if (left === 0) this.timeOver();
  }

  /** Whether somebody changed the time: a small question that the server answers from memory. */
  async beat() {
    this.beatAt = performance.now() + PULSE * 0.2 * (Math.random() - 0.5);
    try {
      const { status, body } = await pulse(this.granted.token);
      const news = this.missed || (Boolean(body.turn) && body.turn !== this.turn);
      this.missed = false;
      if (status !== 200 || !news) return;
      this.turn = body.turn || this.turn;
      await this.askTime();
    } catch (error) {
      if (!(error instanceof Offline)) throw error;
      this.missed = true;
    }
  }

  /** The clock stands at zero: the server says whether the teacher gave more time meanwhile. */
  async timeOver() {
    if (this.asking) return;
    this.asking = true;
    const told = await this.askTime();
    this.asking = false;
    if (told === null || told.left === 0) this.finish("time");
  }

  /** Nothing was heard for a while: more time, or the end, may have been given. */
  async listenToServer() {
    this.heardAt = performance.now() + QUIET * 0.5 * Math.random();
    await this.askTime();
  }

  /** How the attempt stands on the server, put on the page; null when it cannot be asked. */
  async askTime() {
    try {
      const { status, body, askedAt } = await time(this.granted.token);
      if (status !== 200) return null;
      this.standing({ ...body, askedAt });
      return body;
    } catch (error) {
      if (!(error instanceof Offline)) throw error;
      return null;
    }
  }

  ask() {
    const flagged = this.paper.flags.size;
    const lines = [text("summary", { answered: this.paper.answeredCount, count: this.paper.count })];
    if (flagged) lines.push(text("summary_flagged", { flagged }));
    if (this.paper.filesOnTheWay) lines.push(text("summary_files", { files: this.paper.filesOnTheWay }));
    part("dialog-text").textContent = lines.join(" ");
    part("dialog-offline").hidden = navigator.onLine && !this.outbox.offline;
    part("dialog").showModal();
  }

  /** The end, by handing in or because the time is over: first everything goes to the server. */
  async finish(why) {
    if (this.ended) return;
    this.paper.settle();
    this.ended = why;
    clearInterval(this.ticking);
    if (part("dialog").open) part("dialog").close();
    this.paper.lock();
    face("end");
    part("end").focus();
    this.paintEnd();
    while (this.outbox.entries.size > this.blocked()) {
      await this.outbox.flush();
      if (this.outbox.entries.size > this.blocked()) await pause(1500);
      if (!this.ended) return;
    }
    if (why === "handed_in" && (await this.handIn()) === "elsewhere") return window.location.reload();
    this.arrived = true;
    this.paintEnd();
    if (why === "time" && !(await this.endIsSure())) return;
    this.facts.stop();
    await this.forget();
  }

  /** Whether the time is over on the server, too; asked until it answers. */
  async endIsSure() {
    while (this.ended && (await this.askTime()) === null) await pause(3000 * (0.5 + Math.random()));
    return Boolean(this.ended);
  }

  blocked() {
    const { entries, blocked } = this.outbox;
    return [...entries.values()].filter((entry) => blocked.has(entry.epoch)).length;
  }

  async handIn() {
    for (;;) {
      try {
        const { body } = await handIn(this.page.handIn, this.granted.token);
        if (body.done === "closed") this.ended = "time";
        return body.done;
      } catch (error) {
        if (!(error instanceof Offline)) throw error;
        this.outbox.say(true, error.status > 0);
      }
      await pause(1500 + 1500 * Math.random());
    }
  }

  paintEnd() {
    const name = this.arrived ? this.ended : "sending";
    const waiting = this.outbox.entries.size;
    part("end-title").textContent = text(`end_${name}`);
    const words = [text(`end_${name}_text`, { waiting })];
    if (this.held) words.push(this.heldText());
    part("end-text").textContent = words.join(" ");
    part("end-icon").replaceChildren(icon(this.arrived ? "check2-circle" : "cloud-arrow-up"));
    part("end-link").hidden = !this.arrived;
    part("rescue").hidden = !(this.outbox.offline || this.blocked() > 0) || (this.arrived && waiting === 0);
  }

  rescue() {
    download(`lopso-${this.granted.attempt}.json`, { exam: this.page.exam, ...this.outbox.rescue() });
  }

  /** A computer of the school's is used by the next class: what has arrived does not stay. */
  async forget() {
    if (this.outbox.entries.size > 0) return;
    await this.storage.remove(`token/${this.granted.attempt}`);
    await this.storage.remove(`flags/${this.granted.attempt}`);
    await this.storage.remove(`part/${this.granted.attempt}`);
    await this.storage.remove(`at/${this.granted.attempt}`);
    await this.files.end();
    await this.outbox.end();
    for (const one of this.outbox.receipts) {
      const seq = String(one.seq).padStart(16, "0");
      await this.storage.remove(`receipt/${this.granted.attempt}/${one.epoch}/${seq}`);
    }
  }
}
