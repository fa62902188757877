// A recording: begins at the asked second, its transcript follows it and leads into it.

import { startBeat } from "./beat.js";

const frame = document.querySelector("[data-recording]");
const media = frame.querySelector("[data-media]");
const list = document.querySelector("[data-cues]");
const cues = [...document.querySelectorAll("[data-second]")];
const seconds = cues.map((cue) => Number(cue.dataset.second));
let current = null;

function follow() {
  let at = seconds.findIndex((second) => second > media.currentTime + 0.25) - 1;
  if (at === -2) at = seconds.length - 1;
  const cue = cues[at] ?? null;
  if (cue === current) return;
  current?.removeAttribute("aria-current");
  cue?.setAttribute("aria-current", "true");
  current = cue;
  if (cue) list.scrollTop = cue.offsetTop - list.clientHeight / 3;
}

list?.addEventListener("click", (event) => {
  const cue = event.target.closest("[data-second]");
  if (!cue || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  media.currentTime = Number(cue.dataset.second);
  media.play().catch(() => {});
});
for (const cue of cues) cue.removeAttribute("aria-current");
if (cues.length) {
  media.addEventListener("timeupdate", follow);
  media.addEventListener("seeked", follow);
}
media.querySelector("source").addEventListener("error", () => {
  frame.querySelector("[data-broken]").hidden = false;
});
if (frame.dataset.beat) startBeat(frame.dataset.beat, undefined, media);
