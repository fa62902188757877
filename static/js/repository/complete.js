// Suggestions below the search box: arrow keys, Enter, Escape. Without this file the form is sent
// as it is.

const WAIT = 150;
const LEAST = 2;
const form = document.querySelector("[data-complete]");
const input = form.querySelector("input[type=search]");
const list = document.createElement("ul");
const told = document.createElement("span");
let lines = [];
let chosen = -1;
let waiting = 0;
let asking = null;

list.id = "completions";
list.className = "completions";
list.hidden = true;
list.setAttribute("role", "listbox");
list.setAttribute("aria-label", form.querySelector("label").textContent);
told.className = "visually-hidden";
told.setAttribute("role", "status");
input.after(list, told);
input.setAttribute("role", "combobox");
input.setAttribute("aria-autocomplete", "list");
input.setAttribute("aria-controls", list.id);
input.setAttribute("aria-expanded", "false");

function show(found) {
  lines = found;
  list.replaceChildren(...lines.map(line));
  list.hidden = !lines.length;
  input.setAttribute("aria-expanded", String(!list.hidden));
  told.textContent = lines.length ? `${lines.length}: ${form.dataset.told}` : "";
  choose(-1);
}

function line(one, at) {
  const item = document.createElement("li");
  const label = document.createElement("span");
  const kind = document.createElement("span");
  item.id = `completion-${at}`;
  item.setAttribute("role", "option");
  label.className = "completion-label";
  label.textContent = one.label;
  kind.className = "completion-kind";
  kind.textContent = form.dataset[one.kind];
  item.append(label, kind);
  // Before the box loses the focus, which closes the list.
  item.addEventListener("mousedown", (event) => event.preventDefault());
  item.addEventListener("click", () => window.location.assign(one.url));
  return item;
}

function choose(at) {
  chosen = at;
  [...list.children].forEach((item, number) => {
    item.setAttribute("aria-selected", String(number === at));
    if (number === at) item.scrollIntoView({ block: "nearest" });
  });
  if (at < 0) input.removeAttribute("aria-activedescendant");
  else input.setAttribute("aria-activedescendant", `completion-${at}`);
}

function stop() {
  clearTimeout(waiting);
  if (asking) asking.abort();
  asking = null;
}

async function ask() {
  const mine = new AbortController();
  asking = mine;
  try {
    const address = `${form.dataset.complete}?q=${encodeURIComponent(input.value)}`;
    const answer = await fetch(address, { signal: mine.signal });
    const found = answer.ok ? (await answer.json()).lines : [];
    if (asking === mine) show(found);
  } catch {
    if (asking === mine) show([]);
  }
}

input.addEventListener("input", (event) => {
  stop();
  if (event.isComposing) return;
  if (input.value.trim().length < LEAST) show([]);
  else waiting = setTimeout(ask, WAIT);
});

input.addEventListener("compositionend", () => input.dispatchEvent(new Event("input")));

input.addEventListener("keydown", (event) => {
  if (event.isComposing || list.hidden) return;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    const step = event.key === "ArrowDown" ? 1 : -1;
    const places = lines.length + 1;
    event.preventDefault();
    choose(((chosen + 1 + step + places) % places) - 1);
  } else if (event.key === "Enter" && chosen >= 0) {
    event.preventDefault();
    window.location.assign(lines[chosen].url);
  } else if (event.key === "Escape") {
    event.preventDefault();
    stop();
    show([]);
  }
});

for (const event of ["blur", "search"]) input.addEventListener(event, () => { stop(); show([]); });
form.addEventListener("submit", stop);
