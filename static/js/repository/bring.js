// A class pack is sent in pieces, so that a large one goes on where it was cut off; then the page
// opens on which it is looked through.

import { markOf, Sending } from "./sending.js";
import { show } from "./sending-line.js";

const form = document.querySelector("[data-bring]");
const sending = document.querySelector("[data-sending]");
const template = document.querySelector("[data-sending-line]");
const value = (name) => form.elements[name]?.value ?? "";

/** The address of an upload of this very pack that was begun before. */
function begun(file, unit) {
  const known = [...document.querySelectorAll("[data-begun]")].find((one) => one.dataset.mark === markOf(file, unit));
  known?.remove();
  return known?.dataset.begun;
}

async function send(one) {
  await one.go();
  if (one.state === "sent" && one.became) location.assign(one.became);
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const file = form.elements.pack.files[0];
  const more = { goal: "pack", ...(form.elements.submit.checked && { submit: "1" }) };
  const desk = { url: form.dataset.bring, token: value("csrf_token"), unit: value("unit"), more };
  const line = template.content.firstElementChild.cloneNode(true);
  line.querySelector("[data-name]").textContent = file.name;
  const one = new Sending(file, desk, begun(file, desk.unit), (now) => show(line, now, template.dataset));
  line.querySelector("[data-pause]").addEventListener("click", () => {
    if (["paused", "failed"].includes(one.state)) send(one);
    else one.pause();
  });
  line.querySelector("[data-discard]").addEventListener("click", async () => {
    await one.discard();
    location.reload();
  });
  sending.querySelector("ul").append(line);
  sending.hidden = false;
  form.hidden = true;
  send(one);
});

const limits = form.querySelector("[data-when-sent-singly]");
limits.textContent = limits.dataset.whenSentSingly;
