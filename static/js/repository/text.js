// The text view: to the first word that was found, and beats while it is read.

import { startBeat } from "./beat.js";

const page = document.querySelector("[data-page-text]");
page?.querySelector("mark")?.scrollIntoView({ block: "center" });
if (page?.dataset.beat) startBeat(page.dataset.beat, () => page.dataset.pageText);
document.querySelector("input[name=page]")?.addEventListener("change", (event) => {
  event.target.form.requestSubmit();
});
