// Large print and strong contrast on the exam page, without leaving it; kept on the device.

const KEY = "lopso-exam-display";
const page = document.documentElement;
const SWITCHES = {
  large: { on: () => (page.dataset.print = "large"), off: () => delete page.dataset.print },
  contrast: { on: () => (page.dataset.contrast = "high"), off: () => delete page.dataset.contrast },
};

function kept() {
  try {
    return JSON.parse(localStorage.getItem(KEY)) ?? {};
  } catch {
    return {};
  }
}

function keep(name, on) {
  try {
    localStorage.setItem(KEY, JSON.stringify({ ...kept(), [name]: on }));
  } catch {
    // It holds for this page.
  }
}

function set(name, on) {
  SWITCHES[name][on ? "on" : "off"]();
  for (const one of document.querySelectorAll(`[data-display="${name}"]`)) one.setAttribute("aria-pressed", on);
}

// What is granted to the pupil holds from the start; whoever chose otherwise here keeps that.
const granted = document.getElementById("exam")?.dataset.granted.split(" ") ?? [];
for (const name of Object.keys(SWITCHES)) {
  const usual = granted.includes(name) || (name === "large" && page.dataset.print === "large");
  set(name, kept()[name] ?? usual);
}
document.addEventListener("click", (event) => {
  const pressed = event.target.closest("[data-display]");
  if (!pressed) return;
  const on = pressed.getAttribute("aria-pressed") !== "true";
  keep(pressed.dataset.display, on);
  set(pressed.dataset.display, on);
});
