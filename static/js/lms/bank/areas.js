// Areas of a picture, drawn on it: two corners of a rectangle, the middle and the edge of a circle,
// the corners of a polygon; with a mouse by dragging, with a finger by tapping, with the keyboard by
// a crosshair. What counts are the lines below the picture: they are written here and read back.

const plane = document.getElementById("hotspot-edit");
const form = plane.closest("form");
const tools = document.getElementById("hotspot-tools");
const news = document.getElementById("hotspot-news");
const cross = plane.querySelector("[data-cross]");
const over = plane.querySelector("svg");
const said = tools.dataset;
const [MOST_CORNERS, NEAR, STEP] = [20, 2.5, 1];

let points = [];
let down = null;
let eye = [50, 50];
let chosen = null;

const rows = () => [...form.querySelectorAll("input[name^=areas-]")];
const shape = () => tools.querySelector("[name=area-shape]:checked").value;
const round = (value) => Math.round(Math.min(100, Math.max(0, value)) * 10) / 10;
const word = (value) => String(round(value)).replace(".", ",");
const far = (one, other) => Math.hypot(one[0] - other[0], one[1] - other[1]);
const tell = (text) => { news.textContent = text; };

function draw(name, values, mark) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(values)) node.setAttribute(key, value);
  node.setAttribute("class", mark);
  over.append(node);
}

function figure(kind, n, mark) {
  if (kind === "rect" && n.length === 4) draw("rect", { x: n[0], y: n[1], width: n[2], height: n[3] }, mark);
  if (kind === "circle" && n.length === 3) draw("circle", { cx: n[0], cy: n[1], r: n[2] }, mark);
  if (kind === "poly" && n.length >= 4) draw(n.length < 6 ? "polyline" : "polygon", { points: n.join(" ") }, mark);
}

function numbers(kind, to) {
  const all = to ? [...points, to] : points;
  if (kind === "poly") return all.flat();
  if (all.length < 2) return [];
  const [one, other] = all;
  if (kind === "circle") return [...one, far(one, other)];
  return [Math.min(one[0], other[0]), Math.min(one[1], other[1]), Math.abs(one[0] - other[0]), Math.abs(one[1] - other[1])];
}

// The overlay has thousandths, the lines have per cent with a comma.
function show(to) {
  over.replaceChildren();
  for (const row of rows()) {
    const [kind, ...rest] = row.value.trim().split(/\s+/);
    const values = rest.map((one) => Number(one.replace(",", ".")) * 10);
    if (!values.some(Number.isNaN)) figure(kind, values, row === chosen ? "hotspot-area is-current" : "hotspot-area");
  }
  figure(shape(), numbers(shape(), to).map((one) => one * 10), "hotspot-area is-drawn");
  for (const [x, y] of points) draw("circle", { cx: x * 10, cy: y * 10, r: 9 }, "hotspot-given");
}

function keep() {
  const kind = shape();
  const found = numbers(kind);
  points = [];
  const small = kind === "poly" ? found.length < 6 : found.slice(2).some((one) => one < 0.5);
  const row = chosen ?? rows().find((one) => one.value.trim() === "");
  if (small) tell(said.small);
  else if (!row) tell(said.full);
  else {
    row.value = `${kind} ${found.map(word).join(" ")}`;
    row.dispatchEvent(new Event("input", { bubbles: true }));
    chosen = null;
    tell(said.kept.replace("{n}", String(rows().indexOf(row) + 1)));
  }
  show();
}

function add(point) {
  const closing = shape() === "poly" && points.length > 2 && far(point, points[0]) < NEAR;
  if (!closing) points.push(point);
  if (closing || points.length === (shape() === "poly" ? MOST_CORNERS : 2)) return keep();
  tell(said[shape()]);
  return show();
}

function where(event) {
  const edge = plane.querySelector("img").getBoundingClientRect();
  return [round(((event.clientX - edge.left) / edge.width) * 100), round(((event.clientY - edge.top) / edge.height) * 100)];
}

plane.addEventListener("pointerdown", (event) => {
  if (event.button || !plane.querySelector("img")) return;
  down = where(event);
  if (event.pointerType !== "touch") plane.setPointerCapture(event.pointerId);
});
plane.addEventListener("pointermove", (event) => {
  if (down && !points.length && shape() !== "poly" && event.pointerType !== "touch" && far(down, where(event)) > 1) points.push(down);
  if (points.length) show(where(event));
});
plane.addEventListener("pointerup", (event) => {
  if (!down) return;
  down = null;
  add(where(event));
});
plane.addEventListener("pointercancel", () => { down = null; });

function look() {
  cross.style.left = `${eye[0]}%`;
  cross.style.top = `${eye[1]}%`;
  tell(said.at.replace("{x}", word(eye[0])).replace("{y}", word(eye[1])));
  show(points.length ? eye : undefined);
}

const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
cross.addEventListener("keydown", (event) => {
  const move = MOVES[event.key];
  if (move) {
    const step = event.shiftKey ? 5 * STEP : STEP;
    eye = [round(eye[0] + move[0] * step), round(eye[1] + move[1] * step)];
    look();
  } else if (event.key === "Enter" || event.key === " ") add([...eye]);
  else if (event.key === "Backspace") back();
  else if (event.key === "Escape") { points = []; show(); }
  else return;
  event.preventDefault();
});

function back() {
  points.pop();
  show();
}

tools.addEventListener("change", () => { points = []; tell(said.begin); show(); });
tools.querySelector("[data-back]").addEventListener("click", back);
tools.querySelector("[data-finish]").addEventListener("click", () => { if (points.length) keep(); });
form.addEventListener("focusin", ({ target }) => {
  if (target.matches("input[name^=areas-]")) { chosen = target; show(); }
});

// Another picture is chosen by its name: those of the list are known with their address.
function picture(name) {
  const known = form.querySelector(`button[data-name="${CSS.escape(name)}"]`)?.parentElement.querySelector("img");
  const held = plane.querySelector("img");
  if (known && held?.getAttribute("src") !== known.getAttribute("src")) {
    const made = document.createElement("img");
    made.className = "hotspot-picture";
    made.alt = form.elements.alt.value;
    made.draggable = false;
    made.src = known.src;
    held?.remove();
    plane.prepend(made);
  }
  plane.hidden = tools.hidden = news.hidden = !plane.querySelector("img");
}

form.addEventListener("input", ({ target }) => {
  if (target.name === "picture") picture(target.value);
  if (target.matches("input[name^=areas-]")) show();
});
picture(form.elements.picture.value);
tell(said.begin);
show();
