// The questions on the page: showing one at a time, the map, flags, the keyboard. It knows
// nothing of the network; it tells "answer" with item and response.

import { renderAll } from "../../suite/math.js";
import { icon, part, text } from "./view.js";

const LETTERS = "abcdefgh";

export class Paper extends EventTarget {
  constructor(paper) {
    super();
    this.count = paper.items.length;
    this.at = 1;
    this.states = new Map();
    this.flags = new Set();
    this.locked = false;
    this.cards = paper.items.map((item, index) => this.card(item, index + 1));
    this.marks = paper.items.map((_, index) => this.mark(index + 1));
    part("questions").replaceChildren(...this.cards);
    part("map").replaceChildren(...this.marks.map((mark) => mark.parentElement));
    renderAll(part("questions"));
    this.listen();
  }

  card(item, number) {
    const card = document.createElement("div");
    card.className = "exam-card";
    card.dataset.item = number;
    card.innerHTML = item.html;
    const title = document.createElement("span");
    title.className = "exam-number";
    title.textContent = text("question_of", { n: number, count: this.count });
    card.querySelector("legend").prepend(title);
    const clear = document.createElement("button");
    clear.type = "button";
    clear.className = "btn btn-link btn-sm exam-clear";
    clear.textContent = text("clear");
    clear.hidden = true;
    clear.addEventListener("click", () => this.clear(number));
    card.append(clear);
    return card;
  }

  mark(number) {
    const line = document.createElement("li");
    const mark = document.createElement("button");
    mark.type = "button";
    mark.className = "exam-mark";
    mark.textContent = number;
    mark.addEventListener("click", () => this.go(number, true));
    line.append(mark);
    return mark;
  }

  listen() {
    part("questions").addEventListener("submit", (event) => event.preventDefault());
    part("questions").addEventListener("change", (event) => {
      const card = event.target.closest(".exam-card");
      if (card) this.answered(Number(card.dataset.item));
    });
    part("previous").addEventListener("click", () => this.go(this.at - 1, true));
    part("next").addEventListener("click", () => this.go(this.at + 1, true));
    part("flag").addEventListener("click", () => this.flag());
    document.addEventListener("keydown", (event) => this.key(event));
  }

  inputs(number) {
    return [...this.cards[number - 1].querySelectorAll("input")];
  }

  response(number) {
    const chosen = this.inputs(number).find((input) => input.checked);
    return chosen ? Number(chosen.value) : null;
  }

  answered(number) {
    const response = this.response(number);
    this.cards[number - 1].querySelector(".exam-clear").hidden = response === null;
    this.dispatchEvent(new CustomEvent("answer", { detail: { item: number, response } }));
  }

  clear(number) {
    for (const input of this.inputs(number)) input.checked = false;
    this.answered(number);
    this.inputs(number)[0]?.focus();
  }

  /** Put a stored answer on the page without telling of it. */
  put(number, response) {
    if (number < 1 || number > this.count) return;
    for (const input of this.inputs(number)) {
      input.checked = response !== null && Number(input.value) === response;
    }
    this.cards[number - 1].querySelector(".exam-clear").hidden = response === null;
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
    const words = [text("question", { n: number }), text(state)];
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
    const before = this.at;
    this.at = number;
    this.cards.forEach((card, index) => {
      card.hidden = index + 1 !== number;
    });
    this.paintMark(before);
    this.paintMark(number);
    this.paintFlag();
    part("previous").disabled = number === 1;
    part("next").disabled = number === this.count;
    if (focus) this.focus(number);
  }

  focus(number) {
    const inputs = this.inputs(number);
    (inputs.find((input) => input.checked) ?? inputs[0])?.focus({ preventScroll: true });
    window.scrollTo({ top: 0 });
  }

  key(event) {
    const typing = event.target.matches?.("textarea, input:not([type=radio], [type=checkbox])");
    const busy = part("work").hidden || this.locked || part("dialog").open;
    if (typing || busy || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "ArrowLeft" || event.key === "ArrowRight") {
      event.preventDefault();
      this.go(this.at + (event.key === "ArrowRight" ? 1 : -1), true);
      return;
    }
    const letter = LETTERS.indexOf(event.key.toLowerCase());
    const place = letter >= 0 && event.key.length === 1 ? letter : Number.parseInt(event.key, 10) - 1;
    const input = this.inputs(this.at)[place];
    if (!input || event.key === " ") return;
    event.preventDefault();
    input.focus({ preventScroll: true });
    if (!input.checked) input.click();
  }

  lock() {
    this.locked = true;
    for (const input of part("questions").querySelectorAll("input, button")) input.disabled = true;
  }

  unlock() {
    this.locked = false;
    for (const input of part("questions").querySelectorAll("input, button")) input.disabled = false;
  }

  /** How many questions have an answer, saved or waiting. */
  get answeredCount() {
    return [...this.states.values()].filter((state) => state !== "empty").length;
  }
}
