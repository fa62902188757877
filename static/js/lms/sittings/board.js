// The invigilator's board: asks every few seconds for what changed since the last answer, changes
// only that, and rests while hidden.

const board = document.getElementById("sit-board");
const words = new Map(
  [...document.querySelectorAll("#sit-texts [data-text]")].map((one) => [one.dataset.text, one]),
);
const EVERY = 4000;
let at = Number(board.dataset.at);
let tag = null;

function put(line, name, text) {
  const cell = line.querySelector(`[data-cell=${name}]`);
  if (cell && cell.textContent !== text) cell.textContent = text;
}

function paint({ counts, rows }) {
  for (const [name, count] of Object.entries(counts)) {
    board.querySelector(`[data-count="${name}"]`).textContent = count;
  }
  for (const [candidate, row] of Object.entries(rows)) {
    const line = document.querySelector(`tr[data-candidate="${candidate}"]`);
    if (!line) continue;
    const word = words.get(row.state);
    put(line, "state", word.textContent);
    line.dataset.state = row.state;
    line.querySelector("[data-cell=state]").className = `state state-${word.dataset.tone}`;
    put(line, "answered", String(row.answered));
    put(line, "ends", row.ends ?? "–");
    put(line, "since", row.since ?? "");
    put(line, "left", String(row.left ?? "–"));
  }
}

async function look() {
  if (!document.hidden) {
    try {
      const headers = tag ? { "If-None-Match": tag } : {};
      const response = await fetch(`${board.dataset.board}?since=${at}`, { headers, cache: "no-store" });
      if (response.status === 200) {
        const told = await response.json();
        tag = response.headers.get("ETag");
        at = told.at;
        paint(told);
      }
    } catch {
      // The next look may find the network again.
    }
  }
  setTimeout(look, EVERY * (0.8 + 0.4 * Math.random()));
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-incident]");
  if (link) document.getElementById("incident-candidate").value = link.dataset.incident;
});

if (board.dataset.live === "yes") setTimeout(look, EVERY);
