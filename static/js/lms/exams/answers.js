// How an answer is read from a question on the page and put back, by the fieldset's data-answer
// (docs/question-kinds.md). Each way has read(), put(response) and focus(); `tell` says that the
// answer has changed, `tell(wait)` that it is being typed and may be told after a pause.

import { Files } from "./answers-files.js";
import { Order } from "./answers-order.js";
import { Points } from "./answers-points.js";
import { Values } from "./answers-values.js";

class Answer {
  constructor(root, tell) {
    this.root = root;
    root.addEventListener("change", () => tell());
  }

  get inputs() {
    return [...this.root.querySelectorAll("input")];
  }

  focus() {
    (this.inputs.find((input) => input.checked) ?? this.inputs[0])?.focus({ preventScroll: true });
  }

  /** The option of a letter or digit key. */
  press(place) {
    const input = this.inputs[place];
    if (!input) return false;
    input.focus({ preventScroll: true });
    if (!input.checked || input.type === "checkbox") input.click();
    return true;
  }
}

/** "one": the number of the checked radio button. */
class One extends Answer {
  read() {
    const chosen = this.inputs.find((input) => input.checked);
    return chosen ? Number(chosen.value) : null;
  }

  put(response) {
    for (const input of this.inputs) input.checked = response !== null && Number(input.value) === response;
  }
}

/** "many": the sorted numbers of the checked boxes. */
class Many extends Answer {
  read() {
    const chosen = this.inputs.filter((input) => input.checked).map((input) => Number(input.value));
    return chosen.length ? chosen.sort((a, b) => a - b) : null;
  }

  put(response) {
    const chosen = Array.isArray(response) ? response : [];
    for (const input of this.inputs) input.checked = chosen.includes(Number(input.value));
  }
}

/** "text": what stands in the one field. */
class Text extends Values {
  read() {
    return super.read()?.[0] ?? null;
  }

  put(response) {
    super.put(response === null ? null : [response]);
  }
}

const WAYS = { one: One, many: Many, values: Values, text: Text, order: Order, points: Points, files: Files };

/** The way in which the question in `card` is answered. */
export function answerOf(card, tell, context) {
  const root = card.querySelector("[data-answer]");
  return new WAYS[root.dataset.answer](root, tell, context);
}
