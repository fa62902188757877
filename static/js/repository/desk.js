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

async function send(form, button) {
  const data = new FormData(form, button);
  form.elements.code.value = "";
  const answer = await fetch(form.action, { method: "POST", body: data });
  if (answer.redirected) { window.location.assign(answer.url); return; }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("[data-desk]");
  if (!fresh) { window.location.reload(); return; }
  document.querySelector("[data-desk]").replaceWith(fresh);
  const said = fresh.querySelector("[data-tone]");
  if (said) beep(said.dataset.tone);
  fresh.querySelector("[name=code]").focus();
}

let waiting = Promise.resolve();
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-scan]")) return;
  event.preventDefault();
  // Scans that come faster than answers wait their turn, each with what the one before left.
  const code = form.elements.code.value;
  form.elements.code.value = "";
  waiting = waiting.then(async () => {
    const now = document.querySelector("[data-scan]");
    const typed = now.elements.code.value;
    now.elements.code.value = code;
    await send(now).catch(() => beep("danger"));
    const next = document.querySelector("[data-scan] [name=code]");
    if (next && typed) next.value = typed;
  });
});
document.querySelector("[data-scan] [name=code]")?.focus();

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
