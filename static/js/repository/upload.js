// The upload page: files may be dropped, are sent one after another so that they can be paused and
// go on after a reload, and the list of the last files follows the worker.

import { markOf, Sending } from "./sending.js";
import { show } from "./sending-line.js";

const EVERY = 2_000;
const form = document.querySelector("[data-upload]");
const [input, folder] = form.querySelectorAll("input[type=file]");
const place = form.querySelector(".upload-drop");
const list = document.querySelector("[data-uploads]");
const sending = document.querySelector("[data-sending]");
const template = document.querySelector("[data-sending-line]");
const words = template.dataset;
const queue = [];
let busy = false;
let following = false;

function over(event) {
  event.preventDefault();
  place.classList.toggle("is-over", event.type === "dragover");
}

for (const kind of ["dragover", "dragleave", "drop"]) place.addEventListener(kind, over);

/** The files of what was dropped: those of a folder and of the folders in it, too. */
async function unfolded(entry) {
  if (entry.isFile) return [await new Promise((take, fail) => entry.file(take, fail))];
  const reader = entry.createReader();
  const found = [];
  for (;;) {
    const some = await new Promise((take, fail) => reader.readEntries(take, fail));
    if (!some.length) return found;
    for (const one of some) found.push(...(await unfolded(one)));
  }
}

// What a system leaves in its folders for itself.
const isOurs = (file) => !file.name.startsWith(".") && !["Thumbs.db", "desktop.ini"].includes(file.name);

place.addEventListener("drop", async (event) => {
  const entries = [...event.dataTransfer.items].map((one) => one.webkitGetAsEntry?.()).filter(Boolean);
  if (!entries.some((one) => one.isDirectory)) {
    if (event.dataTransfer.files.length) input.files = event.dataTransfer.files;
    return;
  }
  const held = new DataTransfer();
  for (const entry of entries) for (const file of await unfolded(entry)) held.items.add(file);
  input.files = held.files;
});

async function follow() {
  following = true;
  try {
    const answer = await fetch(list.dataset.uploads, { headers: { Accept: "text/html" } });
    if (answer.ok) list.innerHTML = await answer.text();
  } catch {
    // No connection: the next look will do.
  } finally {
    following = list.querySelector("[data-waiting]") !== null;
    if (following) setTimeout(follow, EVERY);
  }
}

async function work() {
  if (busy) return;
  busy = true;
  for (let next = queue.shift(); next; next = queue.shift()) {
    if (next.one.state !== "waiting") continue;
    await next.one.go();
    if (next.one.state !== "sent") continue;
    next.line.remove();
    sending.hidden = !sending.querySelector("li");
    if (!following) follow();
  }
  busy = false;
}

/** The address of an upload of this very file that was begun before. */
function begun(file, unit) {
  const mark = markOf(file, unit);
  const known = [...document.querySelectorAll("[data-begun]")].find((one) => one.dataset.mark === mark);
  known?.remove();
  const left = document.querySelector("[data-begun-files]");
  if (left) left.hidden = !left.querySelector("li");
  return known?.dataset.begun;
}

function add(file, desk) {
  const line = template.content.firstElementChild.cloneNode(true);
  line.querySelector("[data-name]").textContent = file.name;
  const one = new Sending(file, desk, begun(file, desk.unit), (now) => show(line, now, words));
  const wait = () => {
    one.say("waiting");
    queue.push({ one, line });
    work();
  };
  line.querySelector("[data-pause]").addEventListener("click", () => {
    if (["paused", "failed"].includes(one.state)) wait();
    else one.pause();
  });
  line.querySelector("[data-discard]").addEventListener("click", async () => {
    line.remove();
    sending.hidden = !sending.querySelector("li");
    await one.discard();
  });
  sending.querySelector("ul").append(line);
  sending.hidden = false;
  wait();
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const value = (name) => form.elements[name]?.value ?? "";
  const desk = { url: form.dataset.upload, token: value("csrf_token"), unit: value("unit") };
  for (const file of [...input.files, ...folder.files].filter(isOurs)) add(file, desk);
  input.value = folder.value = "";
});

const limits = form.querySelector("[data-when-sent-singly]");
limits.textContent = limits.dataset.whenSentSingly;
if ("waits" in list.dataset) follow();
