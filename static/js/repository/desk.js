// The field of a scanner: sent without leaving the page, the field kept in focus, a sound for each answer.
const sounds = { success: [880, 0.08], warning: [520, 0.2], danger: [220, 0.4] };
let audio;

function beep(tone) {
  const [frequency, seconds] = sounds[tone] || sounds.success;
  try {
    audio = audio || new AudioContext();
    const source = audio.createOscillator();
    source.frequency.value = frequency;
    source.connect(audio.destination);
    source.start();
    source.stop(audio.currentTime + seconds);
  } catch {
    // A browser without sound still shows the answer.
  }
}

// The form stays where it is: a scanner types on while an answer is awaited.
async function send(form, code) {
  const data = new FormData(form);
  data.set("code", code);
  const answer = await fetch(form.action, { method: "POST", body: data });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("[data-desk]");
  if (!fresh) { window.location.reload(); return; }
  document.querySelector("[data-desk]").replaceWith(fresh);
  const next = page.querySelector("[data-scan]");
  if (form.elements.reader) form.elements.reader.value = next.elements.reader.value;
  form.querySelector("label").textContent = next.querySelector("label").textContent;
  beep(fresh.querySelector("[data-tone]")?.dataset.tone);
}

const form = document.querySelector("[data-scan]");
if (form) {
  let waiting = Promise.resolve();
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    // Scans that come faster than answers wait their turn, each with what the one before left.
    const code = form.elements.code.value;
    form.elements.code.value = "";
    form.elements.code.focus();
    waiting = waiting.then(() => send(form, code)).catch(() => beep("danger"));
  });
  form.elements.code.focus();
}

// The lines of a set: how many are there, and whose turn it is.
const lines = document.querySelector("[data-lines]");
if (lines) {
  const told = document.querySelector("[data-lines-told]");
  const count = () => {
    const number = lines.value.split("\n").filter((line) => line.trim()).length;
    const pupils = [...document.querySelectorAll("[name=pupil]:checked")];
    const next = pupils[number];
    told.textContent = `${number} / ${pupils.length}${next ? ` · ${next.dataset.name}` : ""}`;
  };
  lines.addEventListener("input", count);
  document.addEventListener("change", count);
  count();
}
