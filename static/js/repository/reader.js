// The PDF reader: one page at a time on a canvas with its text above it, words marked by our own
// folding. The address keeps page and words, so that it can be sent to somebody.

import { startBeat } from "./beat.js";
import { drawPage } from "./sheet.js";
import { find } from "./fold.js";
import { startFound } from "./found.js";
import { startNotes } from "./notes.js";

const reader = document.querySelector("[data-reader]");
const part = (name) => document.querySelector(`[data-${name}]`);
const query = part("find").elements.q;
const state = { number: Number(reader.dataset.page), zoom: Number(reader.dataset.zoomFirst), texts: new Map(), turn: 0 };
const ZOOMS = [0.5, 0.75, 1, 1.25, 1.5, 2, 3];
let book;
let showNotes = () => {};
let ask = async () => null;

function say(text) {
  part("state").textContent = text;
  part("state").hidden = !text;
}

function keepAddress() {
  const address = new URL(location.href);
  const link = new URL(reader.dataset.textUrl, location.href);
  for (const url of [address, link]) {
    url.searchParams.set("page", state.number);
    if (query.value) url.searchParams.set("q", query.value);
    else url.searchParams.delete("q");
  }
  history.replaceState(null, "", address);
  part("text-link").href = link;
  const light = part("light-link");
  if (light) light.search = link.search;
}

async function textOf(number) {
  if (!state.texts.has(number)) {
    const page = await book.getPage(number);
    const content = await page.getTextContent();
    const items = content.items.filter((item) => item.str !== undefined);
    const text = items.map((item) => item.str + (item.hasEOL ? "\n" : "")).join("");
    state.texts.set(number, { content, items, text });
  }
  return state.texts.get(number);
}

async function show({ toMark = true } = {}) {
  const turn = (state.turn += 1);
  part("number").value = state.number;
  for (const button of document.querySelectorAll("[data-turn]")) {
    const to = state.number + Number(button.dataset.turn);
    button.disabled = to < 1 || to > book.numPages;
  }
  keepAddress();
  showNotes();
  try {
    const read = await textOf(state.number);
    const ranges = find(read.text, query.value);
    const page = await book.getPage(state.number);
    if (turn !== state.turn) return;
    await drawPage(page, read, ranges, state.zoom, { part, reader, pdfjs: state.pdfjs });
    say("");
    tellHits(ranges);
  } catch (error) {
    if (turn !== state.turn || error?.name === "RenderingCancelledException") return;
    say(reader.dataset.broken);
    return;
  }
  const mark = part("text").querySelector("mark");
  if (mark && toMark) mark.scrollIntoView({ block: "center", inline: "nearest" });
  else part("scroll").scrollTo(0, 0);
}

function tellHits(ranges) {
  for (const button of document.querySelectorAll("[data-find-step]")) button.hidden = !query.value;
  part("hits").textContent = query.value ? String(ranges.length || reader.dataset.none) : "";
}

function go(number) {
  const to = Math.min(Math.max(1, number || 1), book.numPages);
  if (to === state.number) return;
  state.number = to;
  show();
}

/** The pages that hold the words, asked for once for each query; null where nobody knows. */
async function pagesWith(words) {
  if (state.asked !== words) {
    state.listed = await ask(words);
    state.asked = words;
  }
  return state.listed;
}

/** The first of the pages from `first` on in the direction of `step`, round the end of the book. */
function nearest(pages, first, step) {
  const ahead = pages.filter((number) => (number - first) * step >= 0);
  const among = ahead.length ? ahead : pages;
  if (!among.length) return state.number;
  return step > 0 ? Math.min(...among) : Math.max(...among);
}

async function searchFrom(first, step) {
  if (!query.value.trim()) {
    show({ toMark: false });
    return;
  }
  part("hits").textContent = reader.dataset.searching;
  const turn = (state.turn += 1);
  const listed = await pagesWith(query.value);
  if (turn !== state.turn) return;
  if (listed) {
    state.number = nearest(listed, first, step);
    show();
    return;
  }
  for (let i = 0; i < book.numPages; i += 1) {
    const number = ((first - 1 + step * i + book.numPages * 2) % book.numPages) + 1;
    const { text } = await textOf(number);
    if (turn !== state.turn) return;
    if (find(text, query.value).length) {
      state.number = number;
      show();
      return;
    }
  }
  show({ toMark: false });
}

function zoom(step) {
  const at = ZOOMS.findIndex((value) => value >= state.zoom);
  state.zoom = ZOOMS[Math.min(Math.max(0, at + step), ZOOMS.length - 1)];
  show({ toMark: false });
}

function onKey(event) {
  if (event.target.matches("input") || event.ctrlKey || event.metaKey || event.altKey) return;
  const steps = { ArrowLeft: -1, PageUp: -1, ArrowRight: 1, PageDown: 1 };
  if (event.key in steps) go(state.number + steps[event.key]);
  else if (event.key === "+" || event.key === "=") zoom(1);
  else if (event.key === "-") zoom(-1);
  else return;
  event.preventDefault();
}

function listen() {
  part("find").addEventListener("submit", (event) => {
    event.preventDefault();
    searchFrom(state.number, 1);
  });
  part("go").addEventListener("submit", (event) => {
    event.preventDefault();
    go(Number(part("number").value));
  });
  part("number").addEventListener("change", () => go(Number(part("number").value)));
  for (const button of document.querySelectorAll("[data-turn]")) {
    button.addEventListener("click", () => go(state.number + Number(button.dataset.turn)));
  }
  for (const button of document.querySelectorAll("[data-zoom]")) {
    button.addEventListener("click", () => zoom(Number(button.dataset.zoom)));
  }
  for (const button of document.querySelectorAll("[data-find-step]")) {
    const step = Number(button.dataset.findStep);
    button.addEventListener("click", () => searchFrom(state.number + step, step));
  }
  document.addEventListener("keydown", onKey);
  let width = window.innerWidth;
  window.addEventListener("resize", () => {
    if (window.innerWidth === width) return;
    width = window.innerWidth;
    show({ toMark: false });
  });
}

async function open() {
  const pdfjs = await import(reader.dataset.pdfjs);
  pdfjs.GlobalWorkerOptions.workerSrc = reader.dataset.worker;
  state.pdfjs = pdfjs;
  book = await pdfjs.getDocument({
    url: reader.dataset.file,
    cMapUrl: reader.dataset.cmaps,
    cMapPacked: true,
    standardFontDataUrl: reader.dataset.fonts,
    disableAutoFetch: true,
    disableStream: true,
    isEvalSupported: false,
    enableXfa: false,
  }).promise;
  part("total").textContent = book.numPages;
  state.number = Math.min(state.number, book.numPages);
  listen();
  ask = startFound(reader, (number) => (number === state.number ? show() : go(number)));
  if (reader.dataset.notes) showNotes = startNotes(reader, () => state.number, () => show({ toMark: false }));
  await show();
}

// Who has a small screen or a slow network is told of the way that costs less.
function offerPictures() {
  const key = "lopso.reading.light";
  const line = navigator.connection;
  const slow = line?.saveData || /2g|3g/.test(line?.effectiveType ?? "") || navigator.deviceMemory <= 2;
  const small = window.matchMedia("(max-width: 39.99rem)").matches;
  if (!part("light") || sessionStorage.getItem(key) || !(slow || small)) return;
  part("light").hidden = false;
  part("light-close").addEventListener("click", () => {
    part("light").hidden = true;
    sessionStorage.setItem(key, "no");
  });
}

offerPictures();
open().catch(() => say(reader.dataset.broken));
if (reader.dataset.beat) startBeat(reader.dataset.beat, () => state.number);
