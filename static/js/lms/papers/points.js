// The sum of the points of a sheet while they are typed, in whole hundredths.

const sum = document.querySelector("[data-sum]");
const fields = [...document.querySelectorAll("[data-points]")];

function hundredths(text) {
  const found = /^\s*(\d{1,2})(?:[.,](\d{0,2}))?\s*$/.exec(text);
  return found ? Number(found[1]) * 100 + Number((found[2] ?? "").padEnd(2, "0")) : NaN;
}

function paint() {
  const total = fields.reduce((all, field) => all + hundredths(field.value), 0);
  const shown = Number.isNaN(total) ? "?" : (total / 100).toFixed(2).replace(/\.?0+$/, "").replace(".", ",");
  sum.querySelector("output").textContent = shown;
  sum.dataset.right = total === 1000 ? "yes" : "no";
}

if (sum) for (const field of fields) field.addEventListener("input", paint);
