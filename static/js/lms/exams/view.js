// Words and small parts of the exam page. Texts stand in the page, so that they are translated.

const root = document.getElementById("exam");
const texts = new Map(
  [...document.querySelectorAll("#exam-texts [data-text]")].map((one) => [one.dataset.text, one.textContent]),
);

/** The text of that name with its {places} filled. */
export function text(name, values = {}) {
  return texts.get(name).replace(/\{(\w+)\}/g, (_, key) => values[key]);
}

export const part = (name) => document.getElementById(`exam-${name}`);

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `${root.dataset.icons}#${name}`);
  svg.append(use);
  return svg;
}

/** Show one of the three faces of the page: wait, work, end. */
export function face(name) {
  for (const one of ["wait", "work", "end"]) part(one).hidden = one !== name;
}

/** A box in `place` with a text and, where given, a button; nothing when `message` is null. */
export function say(place, message, tone = "info", button = null) {
  place.replaceChildren();
  place.hidden = message === null;
  if (message === null) return;
  const box = document.createElement("div");
  box.className = `notice notice-${tone}`;
  const words = document.createElement("div");
  words.textContent = message;
  box.append(icon(tone === "info" ? "info-circle-fill" : "exclamation-triangle-fill"), words);
  if (button) {
    const press = document.createElement("button");
    press.type = "button";
    press.className = "btn btn-secondary btn-sm";
    press.textContent = button.label;
    press.addEventListener("click", button.press);
    words.append(document.createElement("br"), press);
  }
  place.append(box);
}

/** Give the reader a file that is made here. */
export function download(name, value) {
  const blob = new Blob([JSON.stringify(value, null, 1)], { type: "application/json" });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
