// Tells the server how long a page was in the foreground; the server believes its own clock.

const EVERY = 10_000;
const SAME_READING = 5 * 60_000;

/**
 * Beat to `url` while the page is visible, or while `media` plays. Turning pages goes on with the
 * same reading; `page` tells where the reader is, if anywhere.
 */
export function startBeat(url, page = () => "", media = null) {
  const key = `lopso.reading.${url}`;
  let reading = remembered(key);
  let seen = 0;
  const rests = () => (media ? media.paused || media.ended : document.hidden);
  let since = rests() ? null : performance.now();

  function collect() {
    if (since !== null) {
      const now = performance.now();
      seen += (now - since) / 1000;
      since = now;
    }
  }

  async function send() {
    collect();
    const seconds = Math.floor(seen);
    seen -= seconds;
    const body = new URLSearchParams({ seconds, reading, page: page() });
    const token = document.querySelector("input[name=csrf_token]")?.value ?? "";
    try {
      const answer = await fetch(url, {
        method: "POST",
        body,
        headers: { "X-CSRFToken": token, Accept: "application/json" },
        keepalive: true,
      });
      if (!answer.ok) return;
      reading = (await answer.json()).reading;
      sessionStorage.setItem(key, JSON.stringify({ reading, at: Date.now() }));
    } catch {
      seen += seconds;
    }
  }

  function changed() {
    collect();
    since = rests() ? null : performance.now();
    if (rests()) send();
  }

  document.addEventListener("visibilitychange", changed);
  for (const name of ["play", "pause", "ended"]) media?.addEventListener(name, changed);
  window.addEventListener("pagehide", send);
  setInterval(() => rests() || send(), EVERY);
  send();
}

function remembered(key) {
  try {
    const kept = JSON.parse(sessionStorage.getItem(key));
    return kept && Date.now() - kept.at < SAME_READING ? kept.reading : "";
  } catch {
    return "";
  }
}
