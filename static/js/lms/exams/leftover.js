// On a result page: answers that an earlier page could not send go to the server now. Whether they
// count is judged there; nothing is deleted before it is acknowledged.

import { Outbox } from "./outbox.js";
import { openStorage } from "./storage.js";

const place = document.getElementById("exam-leftover");
const say = (name) => {
  for (const one of place.querySelectorAll("[data-text]")) one.hidden = one.dataset.text !== name;
  place.hidden = name === null;
};
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Resolves true when something was sent. */
async function sendAll(storage, attempt) {
  const waiting = await storage.list(`answer/${attempt}/`);
  if (waiting.length === 0) return false;
  say("sending");
  const outbox = new Outbox(storage, attempt);
  await outbox.begin(0, "", 0);
  const open = () => [...outbox.entries.values()].filter((one) => !outbox.blocked.has(one.epoch));
  while (open().length > 0) {
    await outbox.flush();
    if (open().length > 0) await pause(1500);
  }
  if (outbox.entries.size > 0) {
    say("refused");
    return false;
  }
  await outbox.end();
  return true;
}

async function main() {
  // Nobody waits for this page: a slow device is given the time to find what it kept.
  const storage = await openStorage(20_000);
  let sent = false;
  for (const attempt of place.dataset.attempts.split(" ")) sent = (await sendAll(storage, attempt)) || sent;
  if (sent) window.location.reload();
}

main();
