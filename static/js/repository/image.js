// The picture viewer: sizes without loading the page anew, around the middle of what is seen.

import { startBeat } from "./beat.js";

const frame = document.querySelector("[data-picture]");
const image = frame.querySelector("img");
const percent = document.querySelector("[data-percent]");
const sizes = frame.dataset.zooms.split(" ").map(Number);

function zoomTo(size) {
  const x = (frame.scrollLeft + frame.clientWidth / 2) / frame.scrollWidth;
  const y = (frame.scrollTop + frame.clientHeight / 2) / frame.scrollHeight;
  image.className = `picture-${size}`;
  image.dataset.zoomed = size;
  percent.textContent = `${size}%`;
  frame.scrollLeft = x * frame.scrollWidth - frame.clientWidth / 2;
  frame.scrollTop = y * frame.scrollHeight - frame.clientHeight / 2;
}

for (const button of document.querySelectorAll("[data-zoom]")) {
  button.addEventListener("click", (event) => {
    event.preventDefault();
    const at = sizes.indexOf(Number(image.dataset.zoomed)) + Number(button.dataset.zoom);
    if (sizes[at]) zoomTo(sizes[at]);
  });
}
if (frame.dataset.beat) startBeat(frame.dataset.beat);
