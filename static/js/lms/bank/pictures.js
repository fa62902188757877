// The editor of a question: a picture is uploaded beside the form and its name put where the
// cursor was; on a picture with places to point at, an area is drawn with the pointer.

const box = document.getElementById("bank-pictures-box");
const form = box.closest("form");
const news = box.querySelector("[data-news]");
const list = box.querySelector("ul");
let last = form.elements.stem;

form.addEventListener("focusin", ({ target }) => {
  if (target.matches("textarea, input[name=picture]")) last = target;
});

function put(name, words) {
  if (last.name === "picture") last.value = name;
  else last.setRangeText(`![${words}](${name})`, last.selectionStart, last.selectionEnd, "end");
  last.dispatchEvent(new Event("input", { bubbles: true }));
  last.focus();
}

function line(name, url, words) {
  const item = document.createElement("li");
  const image = document.createElement("img");
  image.src = url;
  image.alt = "";
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn-secondary btn-sm";
  button.dataset.name = name;
  button.dataset.words = words;
  button.textContent = box.dataset.insert;
  item.append(image, button);
  return item;
}

list.addEventListener("click", ({ target }) => {
  if (target.dataset.name) put(target.dataset.name, target.dataset.words);
});

box.querySelector("input[type=file]").addEventListener("change", async ({ target }) => {
  const [file] = target.files;
  target.value = "";
  if (!file) return;
  news.textContent = box.dataset.sending;
  const body = new FormData();
  body.append("picture", file);
  body.append("csrf_token", form.elements.csrf_token.value);
  try {
    const answer = await fetch(box.dataset.url, { method: "POST", body, headers: { Accept: "application/json" } });
    const told = await answer.json();
    if (!answer.ok) throw new Error(told.error);
    const words = box.querySelector("[data-words-input]").value;
    list.prepend(line(told.name, told.url, words));
    put(told.name, words);
    news.textContent = "";
  } catch (error) {
    news.textContent = error.name === "Error" ? error.message : box.dataset.failed;
  }
});

const plane = document.getElementById("hotspot-edit");
const percent = (value) => String(Math.round(Math.min(100, Math.max(0, value)) * 10) / 10).replace(".", ",");

function drawing() {
  let from = null;
  const frame = document.createElement("span");
  frame.className = "hotspot-frame";
  plane.append(frame);
  const at = (event) => {
    const edge = plane.getBoundingClientRect();
    return [((event.clientX - edge.left) / edge.width) * 100, ((event.clientY - edge.top) / edge.height) * 100];
  };
  const corners = (to) => [Math.min(from[0], to[0]), Math.min(from[1], to[1]), Math.abs(from[0] - to[0]), Math.abs(from[1] - to[1])];
  plane.addEventListener("pointerdown", (event) => {
    from = at(event);
    plane.setPointerCapture(event.pointerId);
  });
  plane.addEventListener("pointermove", (event) => {
    if (!from) return;
    const [x, y, w, h] = corners(at(event));
    Object.assign(frame.style, { left: `${x}%`, top: `${y}%`, width: `${w}%`, height: `${h}%` });
  });
  plane.addEventListener("pointerup", (event) => {
    if (!from) return;
    const box = corners(at(event));
    from = null;
    if (box[2] < 1 || box[3] < 1) return;
    const rows = [...form.querySelectorAll("input[name^=areas-]")];
    const row = rows.find((one) => one.value === "") ?? rows.at(-1);
    row.value = `rect ${box.map(percent).join(" ")}`;
    row.focus();
  });
}

if (plane) drawing();
