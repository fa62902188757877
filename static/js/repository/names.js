// Names below a box that takes one a line (or one name): arrow keys, Enter, Escape. Without this
// file the box is a plain one.

const WAIT = 150;
const LEAST = 2;
const desk = document.querySelector("[data-people]");

// The line that is being typed, and where it stands.
function lineOf(box) {
  const at = box.selectionStart ?? box.value.length;
  const start = box.value.lastIndexOf("\n", at - 1) + 1;
  const end = box.value.indexOf("\n", at);
  return { start, end: end < 0 ? box.value.length : end };
}

function watch(box, number) {
  const list = document.createElement("ul");
  const told = document.createElement("span");
  let chosen = -1;
  let waiting = 0;
  let asking = null;

  list.id = `names-${number}`;
  list.className = "completions";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", box.labels[0].textContent);
  told.className = "visually-hidden";
  told.setAttribute("role", "status");
  box.after(list, told);
  box.parentElement.classList.add("names-box");
  box.setAttribute("aria-autocomplete", "list");
  box.setAttribute("aria-controls", list.id);

  function choose(at) {
    chosen = at;
    [...list.children].forEach((item, index) => {
      item.setAttribute("aria-selected", String(index === at));
    });
    if (at < 0) box.removeAttribute("aria-activedescendant");
    else box.setAttribute("aria-activedescendant", list.children[at].id);
  }

  function show(names) {
    list.replaceChildren(...names.map((name, index) => {
      const item = document.createElement("li");
      item.id = `${list.id}-${index}`;
      item.setAttribute("role", "option");
      item.textContent = name;
      item.addEventListener("mousedown", (event) => event.preventDefault());
      item.addEventListener("click", () => take(name));
      return item;
    }));
    list.hidden = !names.length;
    told.textContent = names.length ? `${names.length}: ${desk.dataset.told}` : "";
    choose(-1);
  }

  function take(name) {
    const { start, end } = lineOf(box);
    box.setRangeText(name, start, end, "end");
    box.dispatchEvent(new Event("change", { bubbles: true }));
    show([]);
  }

  async function ask() {
    const { start, end } = lineOf(box);
    const typed = box.value.slice(start, end).trim();
    if (asking) asking.abort();
    if (typed.length < LEAST) return show([]);
    const mine = new AbortController();
    asking = mine;
    try {
      const address = new URL(desk.dataset.people, window.location.href);
      address.searchParams.set("q", typed);
      const answer = await fetch(address, { signal: mine.signal });
      const names = answer.ok ? (await answer.json()).names : [];
      if (asking === mine) show(names.filter((name) => name !== typed));
    } catch {
      if (asking === mine) show([]);
    }
  }

  box.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, WAIT);
  });
  box.addEventListener("blur", () => show([]));
  box.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    const count = list.children.length;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      choose(((chosen + step + 1 + count + 1) % (count + 1)) - 1);
    } else if (event.key === "Enter" && chosen >= 0) {
      event.preventDefault();
      take(list.children[chosen].textContent);
    } else if (event.key === "Escape") show([]);
  });
}

document.querySelectorAll("[data-people] [data-names]").forEach(watch);
