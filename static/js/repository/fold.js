// Finding words with or without Vietnamese diacritics, as suite/text.py folds them (đ is d).

const WORD = "[\\p{L}\\p{N}]";

/** The folded text and, for each of its positions, the position in `text` that it comes from. */
export function fold(text) {
  let folded = "";
  const offsets = [];
  let at = 0;
  for (const char of text) {
    const plain = char.toLowerCase().replace(/đ/g, "d").normalize("NFD").replace(/\p{M}/gu, "");
    folded += plain;
    for (let i = 0; i < plain.length; i += 1) offsets.push(at);
    at += char.length;
  }
  offsets.push(text.length);
  return { folded, offsets };
}

function words(text) {
  return text.normalize("NFC").toLowerCase().match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
}

function pattern(list) {
  const between = `[^\\p{L}\\p{N}]{1,20}`;
  return new RegExp(`(?<!${WORD})${list.map((w) => fold(w).folded).join(between)}(?!${WORD})`, "gu");
}

function findRun(text, list) {
  const { folded, offsets } = fold(text);
  const found = [];
  for (const match of folded.matchAll(pattern(list))) {
    let end = offsets[match.index + match[0].length];
    while (end < text.length && /\p{M}/u.test(text[end])) end += 1;
    found.push([offsets[match.index], end]);
  }
  const spelled = list.join(" ");
  if (fold(spelled).folded === spelled) return found;
  const exact = found.filter(([from, to]) => words(text.slice(from, to)).join(" ") === spelled);
  return exact.length ? exact : found;
}

/**
 * Where the query stands in `text`, as [start, end) in order: the whole run of its words, or,
 * when that is nowhere, its single words if all of them are there.
 */
export function find(text, query) {
  const list = words(query).slice(0, 24);
  if (!list.length) return [];
  const run = findRun(text, list);
  if (run.length || list.length === 1) return run;
  const each = list.map((word) => findRun(text, [word]));
  if (each.some((found) => !found.length)) return [];
  const all = each.flat().sort((a, b) => a[0] - b[0] || b[1] - a[1]);
  return all.filter(([from], i) => i === 0 || from >= Math.max(...all.slice(0, i).map((r) => r[1])));
}
