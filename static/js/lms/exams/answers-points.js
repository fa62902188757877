// "points": places in a picture as [x, y] in thousandths of its width and height. By pointer: press
// the picture. By keyboard: choose a named place, or move the crosshair with the arrow keys (Shift:
// in larger steps) and press Enter.

const FULL = 1000;
const within = (value) => Math.min(FULL, Math.max(0, Math.round(value)));

export class Points {
  constructor(root, tell) {
    this.root = root;
    this.tell = tell;
    this.most = Number(root.dataset.most);
    this.plane = root.querySelector("[data-plane]");
    this.cross = root.querySelector("[data-cross]");
    this.news = root.querySelector("[data-news]");
    this.names = [...root.querySelectorAll("[data-at]")];
    this.points = [];
    this.at = [FULL / 2, FULL / 2];
    this.place(this.cross, this.at);
    this.plane.addEventListener("click", (event) => this.click(event));
    this.cross.addEventListener("keydown", (event) => this.key(event));
    root.addEventListener("change", (event) => this.named(event.target));
  }

  read() {
    return this.points.length ? this.points.map((point) => [...point]) : null;
  }

  put(response) {
    this.points = Array.isArray(response) ? response.filter((one) => Array.isArray(one) && one.length === 2) : [];
    this.paint();
  }

  place(element, [x, y]) {
    element.style.left = `${x / 10}%`;
    element.style.top = `${y / 10}%`;
  }

  click(event) {
    if (this.cross.disabled) return;
    // A pointer goes through the crosshair to the picture; this is Enter, Space or a screen reader.
    if (event.target.closest("[data-cross]")) return this.toggle(this.at);
    const box = this.plane.getBoundingClientRect();
    this.at = [within(((event.clientX - box.left) / box.width) * FULL), within(((event.clientY - box.top) / box.height) * FULL)];
    this.toggle(this.at);
  }

  key(event) {
    const step = event.shiftKey ? 50 : 10;
    const by = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] }[event.key];
    if (!by) return;
    event.preventDefault();
    event.stopPropagation();
    this.at = [within(this.at[0] + by[0]), within(this.at[1] + by[1])];
    this.place(this.cross, this.at);
    this.say(this.at);
  }

  named(input) {
    if (!input.dataset.at) return;
    const at = input.dataset.at.split(",").map(Number);
    const index = this.points.findIndex((point) => point[0] === at[0] && point[1] === at[1]);
    if (index >= 0 !== input.checked) this.toggle(at);
  }

  /** Put a point, or take away the one that stands there; the oldest gives way. */
  toggle([x, y]) {
    const near = this.points.findIndex((point) => Math.hypot(point[0] - x, point[1] - y) < 20);
    if (near >= 0) this.points.splice(near, 1);
    else {
      this.points.push([x, y]);
      while (this.points.length > this.most) this.points.shift();
      this.say([x, y]);
    }
    this.paint();
    this.tell();
  }

  say([x, y]) {
    const values = { x: Math.round(x / 10), y: Math.round(y / 10), n: this.points.length };
    this.news.textContent = this.news.dataset.text.replace(/\{(\w)\}/g, (_, name) => values[name]);
  }

  paint() {
    for (const old of this.plane.querySelectorAll(".hotspot-point")) old.remove();
    this.points.forEach((point, number) => {
      const dot = document.createElement("span");
      dot.className = "hotspot-point";
      dot.textContent = this.most > 1 ? number + 1 : "";
      this.place(dot, point);
      this.plane.append(dot);
    });
    this.place(this.cross, this.at);
    for (const input of this.names) {
      const [x, y] = input.dataset.at.split(",").map(Number);
      input.checked = this.points.some((point) => point[0] === x && point[1] === y);
    }
  }

  focus() {
    (this.names[0] ?? this.cross).focus({ preventScroll: true });
  }
}
