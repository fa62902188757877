// LaTeX of the visual editor and LaTeX as the house keeps it. MathLive has words of its own, which
// KaTeX and Word do not know, and writes a decimal comma as {,}.

const WORDS = {
  mleft: "\\left", mright: "\\right", exponentialE: "e", imaginaryI: "i", imaginaryJ: "j",
  differentialD: "d", capitalDifferentialD: "D", doubleprime: "''", degree: "^{\\circ}", lbrack: "[", rbrack: "]",
  lt: "<", gt: ">", le: "\\leq", ge: "\\geq", ne: "\\neq", colon: ":", Colon: "::",
};
const WORD = new RegExp(`\\\\(${Object.keys(WORDS).join("|")})(?![a-zA-Z])[ ]?(?=([a-zA-Z])?)`, "g");
const EMPTY = /\\placeholder(\[[^\]]*\])?\{\s*\}/;

/** As the house keeps it. */
export function kept(latex) {
  return latex
    .replace(WORD, (_whole, word, next) => WORDS[word] + (next && /[a-z]$/i.test(WORDS[word]) && WORDS[word][0] === "\\" ? " " : ""))
    .replaceAll("{,}", ",")
    .replace(/\^\{?\\prime\\prime\}?/g, "''")
    .replace(/\^\{?\\prime\}?/g, "'")
    .replace(/\s+/g, " ")
    .trim();
}

/** As the visual editor takes it: a comma between two digits is a decimal one. */
export function typed(latex) {
  return latex.replace(/(\d),(?=\d)/g, "$1{,}");
}

/** Whether a box waits to be filled. */
export function unfilled(latex) {
  return EMPTY.test(latex);
}
