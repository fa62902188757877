// The live board: asks every few seconds, changes only what changed, and rests while hidden.

const board = document.getElementById("exam-board");
const words = new Map(
  [...document.querySelectorAll("#exam-board-texts [data-text]")].map((one) => [one.dataset.text, one.textContent]),
);
const TONES = { not_started: "neutral", working: "info", finished: "success" };
const EVERY = 4000;
let tag = null;

function paint({ counts, rows }) {
  for (const [name, count] of Object.entries(counts)) {
    board.querySelector(`[data-count="${name}"]`).textContent = count;
  }
  for (const [person, row] of Object.entries(rows)) {
    const line = document.querySelector(`tr[data-person="${person}"]`);
    if (!line) continue;
    const state = line.querySelector("[data-cell=state]");
    state.textContent = words.get(row.state);
    state.className = `state state-${TONES[row.state]}`;
    line.querySelector("[data-cell=answered]").textContent = row.answered;
  }
}

async function look() {
  if (!document.hidden) {
    try {
      const headers = tag ? { "If-None-Match": tag } : {};
      const response = await fetch(board.dataset.board, { headers, cache: "no-store" });
      if (response.status === 200) {
        tag = response.headers.get("ETag");
        paint(await response.json());
      }
    } catch {
      // The next look may find the network again.
    }
  }
  setTimeout(look, EVERY * (0.8 + 0.4 * Math.random()));
}

if (board.dataset.live === "yes") setTimeout(look, EVERY);
