// A book in its frame: as high as its page, opened at the part that the address names, with beats.

import { startBeat } from "./beat.js";

const page = document.querySelector("[data-page-text]");
const frame = document.querySelector("[data-book]");

function fit() {
  const inner = frame.contentDocument?.documentElement;
  if (inner) frame.style.setProperty("height", `${inner.scrollHeight + 2}px`);
}

function opened() {
  const inner = frame.contentDocument;
  if (!inner?.body) return;
  fit();
  new ResizeObserver(fit).observe(inner.body);
  const wanted = decodeURIComponent(location.hash.slice(1));
  const place = wanted && inner.getElementById(wanted);
  if (place) scrollTo({ top: frame.getBoundingClientRect().top + scrollY + place.getBoundingClientRect().top });
}

frame.addEventListener("load", opened);
if (frame.contentDocument?.readyState === "complete") opened();
if (page.dataset.beat) startBeat(page.dataset.beat, () => page.dataset.pageText);
document.querySelector("input[name=page]")?.addEventListener("change", (event) => {
  event.target.form.requestSubmit();
});
