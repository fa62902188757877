// Guards for plain forms: no double sending, no silent loss of what was typed.
// Marks in the HTML: form[data-warn-unsaved="question"], form[data-allow-repeat] (answers
// with a download, so the page stays),
// select[data-submit-on-change],
// [data-error-summary] (gets the focus), details.menu (closes by Escape or a click elsewhere).

const busy = new WeakSet();
const changed = new Set();

function release(form) {
  busy.delete(form);
  for (const button of form.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || "allowRepeat" in form.dataset) return;
  if (busy.has(form)) {
    event.preventDefault();
    return;
  }
  // Another listener (htmx, a page's own module) may still send it in its own way.
  queueMicrotask(() => {
    if (event.defaultPrevented) return;
    busy.add(form);
    changed.delete(form);
    event.submitter?.setAttribute("aria-busy", "true");
  });
});

document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (form && "warnUnsaved" in form.dataset) changed.add(form);
});

document.addEventListener("reset", (event) => changed.delete(event.target));

document.addEventListener("change", (event) => {
  if (event.target.matches("select[data-submit-on-change]")) event.target.form.requestSubmit();
});

window.addEventListener("beforeunload", (event) => {
  for (const form of changed) {
    if (form.isConnected && !busy.has(form)) {
      event.preventDefault();
      event.returnValue = form.dataset.warnUnsaved;
      return;
    }
  }
});

// A page that comes back from the browser's memory must be usable again.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) for (const form of document.forms) release(form);
});

function closeMenus(except) {
  for (const menu of document.querySelectorAll("details.menu[open], details.tabs-more[open]")) {
    if (!menu.contains(except)) menu.open = false;
  }
}

document.addEventListener("click", (event) => closeMenus(event.target));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.querySelector("details.menu[open], details.tabs-more[open]");
  closeMenus(null);
  menu?.querySelector("summary").focus();
});

document.querySelector("[data-error-summary]")?.focus();
