// The questions on the page: showing one at a time, the map, flags, the keyboard. It knows
// nothing of the network; it tells "answer" with item and response, what is typed after a pause.
// `upload(item, key, file)` sends a file of an answer, `kept(item)` keeps it until then: put, remove.

import { renderAll } from "../../suite/math.js";
import { answerOf } from "./answers.js";
import { icon, part, text } from "./view.js";

const LETTERS = "abcdefgh";

export class Paper extends EventTarget {
  /** `together`: all questions at once, as on the answer sheet of a paper. */
  constructor(paper, upload = null, kept = null, together = false) {
    super();
    this.upload = upload;
    this.kept = kept;
    this.together = together;
    this.labels = paper.labels ?? null;
    this.typing = new Map();
    this.told = new Map();
    this.count = paper.items.length;
    this.at = 1;
    this.states = new Map();
    this.flags = new Set();
    this.locked = false;
    this.cards = paper.items.map((item, index) => this.card(item, index + 1));
    this.answers = this.cards.map((card, index) => this.answer(card, index + 1));
    this.marks = paper.items.map((_, index) => this.mark(index + 1));
    part("questions").replaceChildren(...this.laidOut(paper.parts ?? []));
    part("map").replaceChildren(...this.marks.map((mark) => mark.parentElement));
    renderAll(part("questions"));
    this.listen();
  }

  /** The cards, with the titles of parts between them where all are seen together. */
  laidOut(parts) {
    if (!this.together) return this.cards;
    part("work").dataset.together = "yes";
    return this.cards.flatMap((card, index) => {
      const begins = parts.find((one) => one.first === index + 1);
      if (!begins) return [card];
      const title = document.createElement("h2");
      title.className = "exam-sheet-part";
      title.textContent = begins.title;
      return [title, card];
    });
  }

  label(number) {
    return this.labels?.[number - 1] || number;
  }

  card(item, number) {
    const card = document.createElement("div");
    card.className = "exam-card";
    card.dataset.item = number;
    card.innerHTML = item.html;
    const title = document.createElement("span");
    title.className = "exam-number";
    title.textContent = text("question_of", { n: number, count: this.count });
    if (!this.labels) card.querySelector("legend").prepend(title);
    card.addEventListener("focusin", () => this.together && this.at !== number && this.move(number));
    const clear = document.createElement("button");
    clear.type = "button";
    clear.className = "btn btn-link btn-sm exam-clear";
    clear.textContent = text("clear");
    clear.hidden = true;
    clear.addEventListener("click", () => this.clear(number));
    card.append(clear);
    return card;
  }

  answer(card, number) {
    const context = {
      upload: (key, file) => this.upload?.(number, key, file),
      kept: this.kept?.(number),
    };
    return answerOf(card, (wait = 0) => this.changed(number, wait), context);
  }

  /** An answer has changed: tell it now, or after `wait` ms without another change. */
  changed(number, wait) {
    clearTimeout(this.typing.get(number));
    this.typing.delete(number);
    if (wait > 0) this.typing.set(number, setTimeout(() => this.changed(number, 0), wait));
    else this.answered(number);
  }

  /** Tell at once what is still being typed. */
  settle() {
    for (const number of [...this.typing.keys()]) this.changed(number, 0);
  }

  mark(number) {
    const line = document.createElement("li");
    const mark = document.createElement("button");
    mark.type = "button";
    mark.className = "exam-mark";
    mark.textContent = this.label(number);
    mark.addEventListener("click", () => this.go(number, true));
    line.append(mark);
    return mark;
  }

  listen() {
    part("questions").addEventListener("submit", (event) => event.preventDefault());
    document.addEventListener("visibilitychange", () => this.settle());
    window.addEventListener("pagehide", () => this.settle());
    part("previous").addEventListener("click", () => this.go(this.at - 1, true));
    part("next").addEventListener("click", () => this.go(this.at + 1, true));
    part("flag").addEventListener("click", () => this.flag());
    document.addEventListener("keydown", (event) => this.key(event));
  }

  response(number) {
    return this.answers[number - 1].read();
  }

  answered(number) {
    const response = this.response(number);
    this.cards[number - 1].querySelector(".exam-clear").hidden = response === null;
    if (!this.isNews(number, response)) return;
    this.dispatchEvent(new CustomEvent("answer", { detail: { item: number, response } }));
  }

  isNews(number, response) {
    const said = JSON.stringify(response);
    if ((this.told.get(number) ?? "null") === said) return false;
    this.told.set(number, said);
    return true;
  }

  clear(number) {
    this.answers[number - 1].put(null);
    this.changed(number, 0);
    this.answers[number - 1].focus();
  }

  /** Put a stored answer on the page without telling of it. */
  put(number, response) {
    if (number < 1 || number > this.count) return;
    this.answers[number - 1].put(response);
    this.told.set(number, JSON.stringify(response));
    this.cards[number - 1].querySelector(".exam-clear").hidden = response === null;
  }

  /** Files of answers that an earlier page of this device could not send. */
  takeUp(rows) {
    for (const row of rows) this.answers[row.item - 1]?.takeUp?.([row]);
  }

  /** How many files of answers have not arrived yet. */
  get filesOnTheWay() {
    return this.answers.reduce((sum, answer) => sum + (answer.onTheWay ?? 0), 0);
  }

  /** state: "saved", "waiting" or "empty". */
  set(number, state) {
    if (number < 1 || number > this.count) return;
    this.states.set(number, state);
    this.paintMark(number);
  }

  paintMark(number) {
    const mark = this.marks[number - 1];
    const state = this.states.get(number) ?? "empty";
    mark.dataset.state = state;
    mark.dataset.flagged = this.flags.has(number);
    this.cards[number - 1].dataset.state = state;
    const words = [text("question", { n: this.label(number) }), text(state)];
    if (this.flags.has(number)) words.push(text("flagged"));
    mark.setAttribute("aria-label", words.join(", "));
    if (number === this.at) mark.setAttribute("aria-current", "true");
    else mark.removeAttribute("aria-current");
  }

  flag() {
    if (!this.flags.delete(this.at)) this.flags.add(this.at);
    this.paintMark(this.at);
    this.paintFlag();
    this.dispatchEvent(new CustomEvent("flags", { detail: [...this.flags] }));
  }

  paintFlag() {
    const on = this.flags.has(this.at);
    part("flag").setAttribute("aria-pressed", on);
    part("flag").querySelector(".icon").replaceWith(icon(on ? "flag-fill" : "flag"));
  }

  go(number, focus = false) {
    if (number < 1 || number > this.count) return;
    this.settle();
    this.move(number);
    if (focus) this.focus(number);
  }

  move(number) {
    const before = this.at;
    this.at = number;
    this.cards.forEach((card, index) => {
      card.hidden = !this.together && index + 1 !== number;
    });
    this.paintMark(before);
    this.paintMark(number);
    this.paintFlag();
    part("previous").disabled = number === 1;
    part("next").disabled = number === this.count;
  }

  focus(number) {
    this.answers[number - 1].focus();
    if (this.together) this.cards[number - 1].scrollIntoView({ block: "center" });
    else window.scrollTo({ top: 0 });
  }

  key(event) {
    const typing = event.target.matches?.("textarea, select, input:not([type=radio], [type=checkbox])");
    const busy = part("work").hidden || this.locked || part("dialog").open;
    if (typing || busy || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "ArrowLeft" || event.key === "ArrowRight") {
      event.preventDefault();
      this.go(this.at + (event.key === "ArrowRight" ? 1 : -1), true);
      return;
    }
    const letter = LETTERS.indexOf(event.key.toLowerCase());
    const place = letter >= 0 && event.key.length === 1 ? letter : Number.parseInt(event.key, 10) - 1;
    if (!(place >= 0) || event.key === " ") return;
    if (this.answers[this.at - 1].press?.(place)) event.preventDefault();
  }

  lock() {
    this.settle();
    this.able(false);
  }

  unlock() {
    this.able(true);
  }

  able(on) {
    this.locked = !on;
    for (const field of part("questions").querySelectorAll("input, select, textarea, button")) field.disabled = !on;
    for (const root of part("questions").querySelectorAll("[data-answer]")) root.dataset.locked = on ? "no" : "yes";
    if (on) for (const answer of this.answers) answer.paint?.();
  }

  /** How many questions have an answer, saved or waiting. */
  get answeredCount() {
    return [...this.states.values()].filter((state) => state !== "empty").length;
  }
}
