// Counts the time that a pupil has an activity's page in the foreground: a beat every 15 s while
// the page is visible, one when it is hidden. The server cuts every claim by its own clock, so a
// lost beat loses seconds and a forged one gains none. Without this module the button still works.

const BEAT_MS = 15_000;
const form = document.querySelector("form[data-visit]");
let since = document.visibilityState === "visible" ? performance.now() : null;
let kept = 0;

function take() {
  if (since !== null) {
    const now = performance.now();
    kept += now - since;
    since = now;
  }
  const seconds = Math.floor(kept / 1000);
  kept -= seconds * 1000;
  return seconds;
}

async function beat(seconds) {
  const body = new FormData();
  body.set("beat", "1");
  body.set("seconds", String(seconds));
  try {
    await fetch(form.action, {
      method: "POST",
      body,
      keepalive: true,
      headers: { "X-CSRFToken": form.elements.csrf_token.value },
    });
  } catch {
    // The network is away; the next beat claims what was not told.
    kept += seconds * 1000;
  }
}

if (form) {
  beat(0);
  window.setInterval(() => {
    if (document.visibilityState === "visible") beat(take());
  }, BEAT_MS);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") since = performance.now();
    else {
      beat(take());
      since = null;
    }
  });
}
