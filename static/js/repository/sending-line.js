// How a file on its way is shown: how far it is, what happens to it, why it failed.

const HOPELESS = ["403", "413"];

const size = (bytes) => {
  const [value, unit] =
    bytes < 1 << 20 ? [Math.ceil(bytes / 1024), "KB"] : bytes < 1 << 30 ? [bytes / (1 << 20), "MB"] : [bytes / (1 << 30), "GB"];
  return `${new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 }).format(value)} ${unit}`;
};

const reason = (words, why) => words[`why-${why}`] || words[`why${why[0]?.toUpperCase()}${why.slice(1)}`] || words.why;

/** Say in a line of the list how far a file is; `words` are those of the template. */
export function show(line, one, words) {
  const part = (name) => line.querySelector(`[data-${name}]`);
  const state = { sending: "sendingNow" }[one.state] || one.state;
  const said = words[state] || "";
  line.querySelector("progress").value = one.file.size ? one.sent / one.file.size : 1;
  part("far").textContent = words.far.replace("{done}", size(one.sent)).replace("{all}", size(one.file.size));
  if (part("state").textContent !== said) part("state").textContent = said;
  part("why").hidden = one.state !== "failed";
  part("why").textContent = one.state === "failed" ? reason(words, one.why) : "";
  part("pause").hidden = one.state === "failed" && HOPELESS.includes(one.why);
  part("pause").textContent = ["paused", "failed"].includes(one.state) ? words.goOn : words.pause;
}
