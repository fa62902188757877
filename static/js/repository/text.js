// The text view: to the first word that was found, beats while it is read, and words that are
// chosen become the quote of a new note.

import { startBeat } from "./beat.js";

const page = document.querySelector("[data-page-text]");
page?.querySelector("mark")?.scrollIntoView({ block: "center" });
if (page?.dataset.beat) startBeat(page.dataset.beat, () => page.dataset.pageText);
document.querySelector("input[name=page]")?.addEventListener("change", (event) => {
  event.target.form.requestSubmit();
});

const note = document.querySelector("[data-new-note]");
document.addEventListener("selectionchange", () => {
  const chosen = document.getSelection();
  if (!note || !page || !chosen.rangeCount || !page.contains(chosen.anchorNode)) return;
  const url = new URL(note.href);
  url.searchParams.delete("quote");
  const words = chosen.toString().trim().slice(0, 1000);
  if (words) {
    const before = document.createRange();
    before.setStart(page, 0);
    before.setEnd(chosen.getRangeAt(0).startContainer, chosen.getRangeAt(0).startOffset);
    url.searchParams.set("quote", words);
    url.searchParams.set("near", before.toString().length);
  }
  note.href = url;
  note.classList.toggle("floats", Boolean(words));
});
