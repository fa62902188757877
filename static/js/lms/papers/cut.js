// A rectangle on a page, drawn by mouse, pen or finger; the fields hold it in per cent and may be
// typed instead.

const page = document.querySelector("[data-cut]");
const box = page.querySelector(".cut-box");
const names = ["left", "top", "width", "height"];
const fields = Object.fromEntries(names.map((name) => [name, document.querySelector(`[name=${name}]`)]));
let from = null;

const shown = (value) => (Math.round(value * 10) / 10).toString().replace(".", ",");
const typed = (field) => Number.parseFloat(field.value.replace(",", "."));

function paint() {
  const values = names.map((name) => typed(fields[name]));
  box.hidden = values.some((value) => Number.isNaN(value));
  names.forEach((name, n) => {
    box.style[name] = `${values[n]}%`;
  });
}

function at(event) {
  const edge = page.getBoundingClientRect();
  const share = (value, size) => Math.min(100, Math.max(0, (value / size) * 100));
  return [share(event.clientX - edge.left, edge.width), share(event.clientY - edge.top, edge.height)];
}

page.addEventListener("pointerdown", (event) => {
  from = at(event);
  page.setPointerCapture(event.pointerId);
  event.preventDefault();
});
page.addEventListener("pointermove", (event) => {
  if (!from) return;
  const to = at(event);
  const values = {
    left: Math.min(from[0], to[0]),
    top: Math.min(from[1], to[1]),
    width: Math.abs(from[0] - to[0]),
    height: Math.abs(from[1] - to[1]),
  };
  for (const name of names) fields[name].value = shown(values[name]);
  paint();
});
for (const name of ["pointerup", "pointercancel"]) {
  page.addEventListener(name, () => {
    from = null;
  });
}
for (const field of Object.values(fields)) field.addEventListener("input", paint);
paint();
