// Saves points and comment by itself while they are typed. What has not arrived stays in this
// browser until it has, and is tried again; when somebody else was first, the page shows both.

const form = document.querySelector(".marking-form");
const said = form?.querySelector(".marking-state");
const PAUSE = 900;
const AGAIN = 5000;

function typed() {
  const values = {};
  for (const field of form.querySelectorAll("[data-points], textarea")) values[field.name] = field.value;
  return values;
}

function complete() {
  return [...form.querySelectorAll("[data-points]")].some((field) => field.value.trim() !== "");
}

const key = form && `marking:${form.getAttribute("action")}:${form.elements.answer.value}`;
let kept = form && JSON.stringify(typed());
let timer = 0;
let busy = false;

function remember(text) {
  try {
    if (text === null) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify([form.elements.version.value, text]));
  } catch {
    // A full or forbidden storage only takes the second safety away.
  }
}

function later(pause) {
  clearTimeout(timer);
  timer = setTimeout(save, pause);
}

function recalled() {
  try {
    return JSON.parse(localStorage.getItem(key)) ?? [null, null];
  } catch {
    return [null, null];
  }
}

async function save() {
  const now = JSON.stringify(typed());
  if (busy || now === kept || !complete()) return;
  busy = true;
  said.textContent = said.dataset.saving;
  const body = new FormData(form);
  body.delete("ready");
  body.delete("keep");
  try {
    const answer = await fetch(form.getAttribute("action"), {
      method: "POST", body, headers: { "X-Autosave": "1" }, keepalive: true,
    });
    if (answer.status === 409) {
      form.requestSubmit(form.querySelector('button[value="save"]'));
      return;
    }
    if (answer.status === 422) {
      said.textContent = (await answer.json()).error;
      return;
    }
    if (!answer.ok) throw new Error(String(answer.status));
    form.elements.version.value = (await answer.json()).version;
    kept = now;
    remember(null);
    said.textContent = said.dataset.saved;
    form.dispatchEvent(new Event("reset", { bubbles: true })); // nothing is unsaved any more
    if (JSON.stringify(typed()) !== kept) later(PAUSE);
  } catch {
    said.textContent = said.dataset.unsaved;
    later(AGAIN);
  } finally {
    busy = false;
  }
}

if (form) {
  // What was typed here and never arrived; not what was typed upon an older version.
  const [version, text] = recalled();
  if (version === form.elements.version.value && text !== kept) {
    for (const [name, value] of Object.entries(JSON.parse(text))) {
      if (form.elements[name]) form.elements[name].value = value;
    }
    later(0);
  } else if (version !== null) remember(null);
  form.addEventListener("input", (event) => {
    if (!event.target.matches("[data-points], textarea")) return;
    remember(JSON.stringify(typed()));
    later(PAUSE);
  });
  form.addEventListener("submit", () => clearTimeout(timer));
  form.elements.ready?.addEventListener("change", (event) => {
    const chosen = event.target.selectedOptions[0];
    if (!chosen.value) return;
    // The whole text stands in the list of ready comments; the server adds it by its number.
    form.requestSubmit(form.querySelector('button[value="save"]'));
  });
  const first = form.querySelector("[data-points]");
  if (first && window.matchMedia("(min-width: 62rem)").matches) first.focus({ preventScroll: true });
}
