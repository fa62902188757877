// Sums of a matrix while it is typed. The server counts anew with every save; this only shows.

const LEVELS = ["know", "understand", "apply"];

// Hundredths, so that 0.1 + 0.2 is 0.3. null for what is no number.
export function hundredths(text) {
  const plain = text.trim().replace(",", ".");
  return /^\d{1,3}(\.\d{1,2})?$/.test(plain) ? Math.round(Number(plain) * 100) : null;
}

export function shown(value) {
  return value ? (value / 100).toLocaleString(document.documentElement.lang || "vi", { maximumFractionDigits: 2 }) : "";
}

function add(map, key, value) {
  map.set(key, (map.get(key) || 0) + value);
}

function recount(table, root) {
  const worth = new Map([...table.querySelectorAll("[data-points]")].map((one) => [one.dataset.points, hundredths(one.value) || 0]));
  const counts = new Map(), sums = new Map(), levels = new Map();
  for (const row of table.tBodies[0].rows) {
    let points = 0;
    for (const cell of row.querySelectorAll("[data-cell]")) {
      const number = /^\d{1,3}$/.test(cell.value.trim()) ? Number(cell.value) : 0;
      const [part, level] = cell.dataset.cell.split(" ");
      const earned = number * (worth.get(part) || 0);
      points += earned;
      for (const key of [cell.dataset.cell, ""]) add(counts, key, number);
      for (const key of [part, ""]) add(sums, key, earned);
      add(levels, level, earned);
    }
    row.querySelector("[data-row]").textContent = shown(points);
  }
  for (const one of table.querySelectorAll("[data-count]")) one.textContent = counts.get(one.dataset.count) || "";
  for (const one of table.querySelectorAll("[data-sum]")) one.textContent = shown(sums.get(one.dataset.sum) || 0);
  const whole = sums.get("") || 0;
  for (const level of LEVELS) {
    const place = root.querySelector(`[data-level="${level}"]`);
    if (place) place.textContent = whole ? ((levels.get(level) || 0) * 100 / whole).toLocaleString(document.documentElement.lang || "vi", { maximumFractionDigits: 1 }) : "0";
  }
}

const table = document.querySelector("[data-blueprint]");
if (table) table.addEventListener("input", () => recount(table, document));
