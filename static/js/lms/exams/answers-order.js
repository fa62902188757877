// "order": items that are put in order by buttons (up, down), by dragging a handle is not needed.
// The answer is the list of data-value from top to bottom, null until the pupil has moved one or
// said that the order stays.

export class Order {
  constructor(root, tell) {
    this.root = root;
    this.tell = tell;
    this.list = root.querySelector("[data-order]");
    this.keep = root.querySelector("[data-keep]");
    this.news = root.querySelector("[data-news]");
    this.first = this.items.map((item) => item);
    this.touched = false;
    root.addEventListener("click", (event) => this.click(event));
    this.paint();
  }

  get items() {
    return [...this.list.querySelectorAll("[data-value]")];
  }

  read() {
    return this.touched ? this.items.map((item) => Number(item.dataset.value)) : null;
  }

  put(response) {
    const by = new Map(this.first.map((item) => [Number(item.dataset.value), item]));
    const wanted = Array.isArray(response) ? response.map((value) => by.get(value)) : [];
    this.touched = wanted.length === this.first.length && wanted.every(Boolean);
    this.list.append(...(this.touched ? wanted : this.first));
    this.paint();
  }

  click(event) {
    const button = event.target.closest("button");
    if (button === this.keep) {
      this.touched = true;
      this.paint();
      this.tell();
    } else if (button?.dataset.move) this.move(button);
  }

  move(button) {
    const item = button.closest("[data-value]");
    const other = button.dataset.move === "up" ? item.previousElementSibling : item.nextElementSibling;
    if (!other) return;
    if (button.dataset.move === "up") other.before(item);
    else other.after(item);
    this.touched = true;
    this.paint();
    // At an end the button of the other direction takes the keyboard over.
    const again = button.disabled ? item.querySelector("[data-move]:not(:disabled)") : button;
    again.focus({ preventScroll: true });
    const place = this.items.indexOf(item) + 1;
    this.news.textContent = this.news.dataset.text.replace("{n}", place).replace("{count}", this.items.length);
    this.tell();
  }

  paint() {
    this.items.forEach((item, place) => {
      item.querySelector("[data-place]").textContent = place + 1;
      item.querySelector("[data-move=up]").disabled = place === 0;
      item.querySelector("[data-move=down]").disabled = place === this.first.length - 1;
    });
    this.keep.setAttribute("aria-pressed", this.touched);
  }

  focus() {
    this.list.querySelector("button:not(:disabled)")?.focus({ preventScroll: true });
  }
}
