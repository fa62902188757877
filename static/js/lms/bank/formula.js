// Formulas in the texts of a question: a button beside each text opens the visual editor, which
// lives in a frame and is fetched only then; below a text stands what pupils will see.

import { formula, pieces } from "../../suite/math.js";
import { pasting } from "./formula-paste.js";

const dialog = document.getElementById("formula-dialog");
const form = document.querySelector("form[data-warn-unsaved]");
const source = document.getElementById("formula-source");
const block = document.getElementById("formula-block");
const wrong = dialog.querySelector("[data-wrong]");
const say = dialog.dataset;
const TEXTS = "textarea:not(#params), input[name^=answers-]";
const PATIENCE = 15000;
let frame;
let ready = false;
let at = null; // { field, start, end }: what will be replaced
let gaps = false;

function send(what, more = {}) {
  if (ready) frame.contentWindow.postMessage({ formula: what, ...more }, window.location.origin);
}

function begin() {
  const [red, green, blue] = getComputedStyle(dialog).backgroundColor.match(/\d+/g).map(Number);
  const dark = red + green + blue < 384;
  send("start", { latex: source.value, words: JSON.parse(say.words), lang: document.documentElement.lang, dark });
}

function load() {
  if (frame) return begin();
  frame = document.createElement("iframe");
  frame.title = JSON.parse(say.words).field;
  frame.src = say.page;
  dialog.querySelector("[data-place]").append(frame);
  setTimeout(() => {
    if (!ready) wrong.textContent = say.failed;
  }, PATIENCE);
}

function open(field, piece) {
  at = { field, start: piece?.start ?? field.selectionStart, end: piece?.end ?? field.selectionEnd };
  source.value = piece?.latex ?? field.value.slice(at.start, at.end);
  block.checked = piece?.display ?? false;
  block.closest(".form-check").hidden = field.tagName === "INPUT";
  wrong.textContent = "";
  gaps = false;
  dialog.showModal();
  load();
  if (!ready) source.focus();
}

function close() {
  dialog.close();
}

function put() {
  const latex = source.value.replace(/\s+/g, " ").replaceAll("$", "").trim();
  if (gaps) {
    wrong.textContent = say.gaps;
    return;
  }
  const { field, start, end } = at;
  const sign = block.checked ? "$$" : "$";
  // Behind a formula no digit may stand, which would make its sign one of money.
  const after = !block.checked && /^\d/.test(field.value.slice(end)) ? " " : "";
  field.setRangeText(latex ? sign + latex + sign + after : "", start, end, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
  close();
}

window.addEventListener("message", ({ origin, source: from, data }) => {
  if (origin !== window.location.origin || !frame || from !== frame.contentWindow || !data?.formula) return;
  if (data.formula === "ready") {
    ready = true;
    wrong.textContent = "";
    if (dialog.open) begin();
  } else if (data.formula === "changed") {
    source.value = data.latex;
    gaps = data.gaps;
    wrong.textContent = "";
  } else if (data.formula === "done") put();
  else if (data.formula === "close") close();
});

source.addEventListener("input", () => {
  gaps = false;
  send("set", { latex: source.value });
});
dialog.addEventListener("close", () => at?.field.focus());
for (const button of dialog.querySelectorAll("[data-close]")) button.addEventListener("click", close);
dialog.querySelector("form").addEventListener("submit", (event) => {
  event.preventDefault();
  put();
});

const formulas = (text) => pieces(text).filter((one) => one.latex !== undefined);

function around(field) {
  const place = field.selectionStart;
  return formulas(field.value).find((one) => one.start < place && place < one.end);
}

/** Below the text: how it will be shown, each formula a button that opens it. */
function show(field, shown) {
  const told = formulas(field.value).length ? pieces(field.value) : [];
  shown.hidden = !told.length;
  shown.replaceChildren(
    ...told.map((one) => {
      if (one.latex === undefined) return one.text;
      const button = document.createElement("button");
      button.type = "button";
      button.title = say.edit;
      button.append(formula(one.latex, one.display));
      button.addEventListener("click", () => open(field, one));
      return button;
    }),
  );
}

function equip(field) {
  const wrap = document.createElement("div");
  const button = document.createElement("button");
  const shown = document.createElement("div");
  const name = field.labels[0]?.textContent.trim() || field.getAttribute("aria-label") || "";
  wrap.className = "formula-field";
  button.className = "formula-open";
  shown.className = "formula-shown";
  button.type = "button";
  button.textContent = "∑";
  button.title = say.open;
  button.setAttribute("aria-label", name ? `${say.open}: ${name}` : say.open);
  shown.setAttribute("role", "group");
  shown.setAttribute("aria-label", say.shown);
  field.replaceWith(wrap);
  wrap.append(field, button, shown);
  button.addEventListener("click", () => open(field, around(field)));
  field.addEventListener("keydown", (event) => {
    if (!event.altKey || event.code !== "Equal") return;
    event.preventDefault();
    open(field, around(field));
  });
  field.addEventListener("input", () => show(field, shown));
  pasting(field);
  show(field, shown);
}

form.querySelectorAll(TEXTS).forEach(equip);
