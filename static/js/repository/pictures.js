// A page as a picture: asked for again while others are being drawn.

import { startBeat } from "./beat.js";

const page = document.querySelector("[data-page-text]");
const picture = document.querySelector("[data-picture]");
const wait = document.querySelector("[data-picture-wait]");
const TRIES = 8;
let tries = 0;

function again() {
  tries += 1;
  wait.hidden = false;
  if (tries > TRIES) {
    wait.textContent = wait.dataset.broken;
    return;
  }
  setTimeout(() => {
    const { srcset } = picture;
    picture.srcset = "";
    picture.srcset = srcset;
  }, 700 * tries);
}

picture.addEventListener("error", again);
picture.addEventListener("load", () => {
  wait.hidden = true;
});
if (picture.complete && !picture.naturalWidth) again();
document.addEventListener("keydown", (event) => {
  if (event.target.matches("input, .picture-frame") || event.ctrlKey || event.altKey || event.metaKey) return;
  const rel = { ArrowLeft: "prev", ArrowRight: "next" }[event.key];
  if (rel) document.querySelector(`a[rel=${rel}]`)?.click();
});
if (page.dataset.beat) startBeat(page.dataset.beat, () => page.dataset.pageText);
document.querySelector("input[name=page]").addEventListener("change", (event) => {
  event.target.form.requestSubmit();
});
