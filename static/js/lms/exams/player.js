// An exam in the browser: waiting room, answering, the end. One page, so that a lost network in
// the middle loses nothing; the order of everything is explained in docs/decisions.

import { shown } from "./browser.js";
import "./display.js";
import { clockText } from "./clock.js";
import { Sitting } from "./sitting.js";
import { openStorage } from "./storage.js";
import { face, part, say, text } from "./view.js";
import { Offline, sitting as askSitting, start, takeOver } from "./wire.js";

const page = document.getElementById("exam").dataset;
const PAUSE = 2500;
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

let storage;
let configured = "";

function word() {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** A random word that tells this browser from others of the same pupil. */
async function device() {
  const key = `device/${page.person}`;
  const known = await storage.get(key);
  if (known) return known;
  const made = word();
  await storage.put(key, made);
  return made;
}

/** Ask until there is an answer; the pupil sees that the page keeps trying. */
async function stubbornly(ask) {
  for (let tries = 0; ; tries += 1) {
    try {
      const answer = await ask();
      say(part("message"), null);
      return answer;
    } catch (error) {
      if (!(error instanceof Offline)) throw error;
      say(part("message"), text(tries ? "no_network" : "connecting"));
      await pause(PAUSE * (0.5 + Math.random()));
    }
  }
}

async function enter(token, answer) {
  const { body, askedAt } = answer;
  await storage.put(`token/${body.attempt}`, { token, epoch: body.epoch });
  const one = new Sitting(storage, page, { ...body, token, askedAt });
  await one.begin();
}

async function resume(token) {
  const answer = await stubbornly(() => askSitting(token, configured));
  if (answer.body.refused) return say(part("message"), text(answer.body.refused), "warning");
  if (answer.status !== 200 || !answer.body.mine) return offerContinue();
  if (!answer.body.open) return leave();
  return enter(token, answer);
}

function leave() {
  window.location.replace(page.result);
}

function offerContinue() {
  part("continue").hidden = false;
  const button = part("continue-button");
  button.addEventListener("click", async () => {
    button.disabled = true;
    const csrf = document.querySelector("#exam-csrf input").value;
    const me = await device();
    const { status, body } = await stubbornly(() => takeOver(page.continue, csrf, me, configured));
    if (status === 409 && body.refused === "finished") return leave();
    if (status !== 200) {
      button.disabled = false;
      return say(part("message"), text(body.refused ?? "stale"), "warning");
    }
    part("continue").hidden = true;
    return resume(body.token);
  });
}

async function begin(event) {
  event.preventDefault();
  const button = part("start");
  button.disabled = true;
  const me = await device();
  const code = part("code")?.value ?? "";
  const answer = await stubbornly(() => start(page.entry, code, me, configured));
  if (answer.status === 200) return enter(answer.body.token, answer);
  button.disabled = false;
  const refused = answer.body.refused ?? "stale";
  if (refused === "finished") return leave();
  if (refused === "elsewhere") {
    part("start-form").hidden = true;
    return offerContinue();
  }
  if (refused === "wrong_code") part("code")?.select();
  return say(part("message"), text(refused), "warning");
}

function offerStart() {
  const form = part("start-form");
  form.hidden = false;
  form.addEventListener("submit", begin);
  const opensAt = performance.now() + Number(page.opensIn) * 1000;
  const tick = () => {
    const left = opensAt - performance.now();
    part("start").disabled = left > 0;
    part("countdown").hidden = left <= 0;
    if (left > 0) {
      part("countdown").textContent = text("opens_in", { time: clockText(left) });
      setTimeout(tick, 500);
    }
  };
  tick();
}

/** What the paper needs is fetched while waiting, so that the start is one small request. */
async function warm() {
  await pause(1500 + 3000 * Math.random());
  for (const one of document.fonts) {
    if (one.status === "unloaded") await one.load().catch(() => {});
  }
}

function tellStorage() {
  if (storage.kind === "memory") say(part("storage"), text("storage_memory"), "warning");
  if (storage.kind === "localstorage") say(part("storage"), text("storage_local"));
}

async function main() {
  [storage, configured] = await Promise.all([openStorage(), shown()]);
  document.getElementById("exam").dataset.storage = storage.kind;
  if (!part("start-form")) return;
  face("wait");
  tellStorage();
  warm();
  if (!page.attempt) return offerStart();
  const kept = await storage.get(`token/${page.attempt}`);
  return kept ? resume(kept.token) : offerContinue();
}

main();
