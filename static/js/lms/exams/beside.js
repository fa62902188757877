// A page that shows a paper beside something else: zoom and, on a phone, the switch of sides.

import { Viewer, sides } from "./viewer.js";

for (const work of document.querySelectorAll("[data-beside]")) {
  const pane = work.querySelector("[data-paper]");
  if (!pane) continue;
  new Viewer(pane);
  for (const one of work.querySelectorAll(".paper-switch")) one.hidden = false;
  sides(work)(work.dataset.first || "paper");
}
