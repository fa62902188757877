// Inside the frame: MathLive, which hears and tells only the page around it, of the same origin.

import { kept, typed, unfilled } from "./formula-latex.js";
import { layouts, strings } from "./formula-keys.js";

const { mathlive, fonts } = document.body.dataset;
const { MathfieldElement, initVirtualKeyboardInCurrentBrowsingContext } = await import(mathlive);

MathfieldElement.fontsDirectory = fonts;
MathfieldElement.soundsDirectory = null;
MathfieldElement.plonkSound = null;
MathfieldElement.keypressSound = null;
MathfieldElement.decimalSeparator = ",";

const keyboard = initVirtualKeyboardInCurrentBrowsingContext();
keyboard.originValidator = "same-origin";
keyboard.editToolbar = "none";
keyboard.container = document.getElementById("keys");

let field;

function tell(did, more = {}) {
  window.parent.postMessage({ formula: did, ...more }, window.location.origin);
}

function changed() {
  tell("changed", { latex: kept(field.value), gaps: unfilled(field.value) });
}

/** Enter puts the formula in, but makes a row inside of a table of formulas. */
function pressed(event) {
  if (event.key === "Escape" && field.mode !== "latex") tell("close");
  else if (event.key === "Enter" && (event.ctrlKey || !field.value.includes("\\begin"))) tell("done");
  else return;
  event.preventDefault();
  event.stopImmediatePropagation();
}

function start({ latex, words, lang, dark }) {
  document.documentElement.lang = lang;
  document.documentElement.dataset.theme = dark ? "dark" : "light";
  document.body.setAttribute("theme", dark ? "dark" : "light");
  if (!field) {
    MathfieldElement.strings = { [lang]: strings(words) };
    MathfieldElement.locale = lang;
    keyboard.layouts = layouts(words);
    field = new MathfieldElement({ mathVirtualKeyboardPolicy: "manual" });
    field.setAttribute("aria-label", words.field);
    document.getElementById("field").append(field);
    field.menuItems = [];
    field.addEventListener("input", changed);
    field.addEventListener("keydown", pressed, { capture: true });
  }
  field.setValue(typed(latex), { silenceNotifications: true });
  field.focus();
  field.executeCommand("moveToMathfieldEnd");
  keyboard.show({ animate: false });
}

window.addEventListener("message", ({ origin, source, data }) => {
  if (origin !== window.location.origin || source !== window.parent || !data?.formula) return;
  if (data.formula === "start") start(data);
  else if (data.formula === "set" && field) field.setValue(typed(data.latex), { silenceNotifications: true });
  else if (data.formula === "focus" && field) field.focus();
});
tell("ready");
