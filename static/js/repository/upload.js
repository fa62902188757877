// The upload page: files may be dropped, and the list of the last files follows the worker.

const EVERY = 2_000;
const form = document.querySelector("[data-upload]");
const input = form.querySelector("input[type=file]");
const place = form.querySelector(".upload-drop");
const list = document.querySelector("[data-uploads]");

function over(event) {
  event.preventDefault();
  place.classList.toggle("is-over", event.type === "dragover");
}

for (const kind of ["dragover", "dragleave", "drop"]) place.addEventListener(kind, over);
place.addEventListener("drop", (event) => {
  if (event.dataTransfer.files.length) input.files = event.dataTransfer.files;
});

async function follow() {
  try {
    const answer = await fetch(list.dataset.uploads, { headers: { Accept: "text/html" } });
    if (answer.ok) list.innerHTML = await answer.text();
  } finally {
    if (list.querySelector("[data-waiting]")) setTimeout(follow, EVERY);
  }
}

if ("waits" in list.dataset) setTimeout(follow, EVERY);
