// Renders mathematics in elements of class "math-text": $...$ and \(...\) in the line,
// $$...$$ and \[...\] on a line of its own; \$ is a dollar sign. KaTeX writes into the DOM and
// sets styles through element.style, so the content security policy needs no exception.
// Money ("5$ và 6$"): a $ closes only when no space stands before it and no digit follows.

const PIECE =
  /\\\$|\$\$([^$]+?)\$\$|\\\[([\s\S]+?)\\\]|\\\(([\s\S]+?)\\\)|\$(?=[^\s$])((?:\\.|[^$\\\s]|\s(?!\s*\$))+?)\$(?!\d)/g;
const SKIP = new Set(["CODE", "PRE", "SCRIPT", "STYLE", "TEXTAREA", "OPTION", "SVG", "MATH"]);
const OPTIONS = {
  output: "htmlAndMathml",
  trust: false,
  throwOnError: true,
  strict: "ignore",
  errorColor: "currentcolor",
  maxSize: 20,
  maxExpand: 500,
};
// The only two commands for which KaTeX writes a style attribute into its MathML.
const MACROS = { "\\pmb": "\\boldsymbol{#1}", "\\fcolorbox": "\\colorbox{#2}{#3}" };

// "2,5": a comma between digits is a decimal one, without a space behind it; "1,2,3" is a list.
const DECIMAL = /(^|[^\d,])(\d+),(?=\d+(?!\d*,\d))/g;

/** An element with the formula; its source where KaTeX does not know it. */
export function formula(source, displayMode) {
  const place = document.createElement("span");
  place.className = displayMode ? "math math-block" : "math";
  try {
    window.katex.render(source.replace(DECIMAL, "$1$2{,}"), place, { ...OPTIONS, macros: { ...MACROS }, displayMode });
  } catch {
    place.textContent = source;
    place.classList.add("math-broken");
  }
  return place;
}

/** A text cut into { text } and { latex, display }, each with the places where it starts and ends. */
export function pieces(text) {
  const found = [];
  let end = 0;
  const plain = (until) => {
    if (until > end) found.push({ text: text.slice(end, until), start: end, end: until });
  };
  for (const match of text.matchAll(PIECE)) {
    const [whole, dollars, square, round, dollar] = match;
    const place = { start: match.index, end: match.index + whole.length };
    plain(match.index);
    if (whole === "\\$") found.push({ text: "$", ...place });
    else found.push({ latex: dollars ?? square ?? round ?? dollar, display: (dollars ?? square) !== undefined, ...place });
    end = place.end;
  }
  plain(text.length);
  return found;
}

function renderText(node) {
  const text = node.nodeValue;
  const told = pieces(text);
  if (told.length === 1 && told[0].text === text) return;
  const parts = document.createDocumentFragment();
  for (const one of told) parts.append(one.latex === undefined ? one.text : formula(one.latex, one.display));
  const blocks = [...parts.querySelectorAll(".math-block")];
  node.replaceWith(parts);
  // A formula wider than its place is scrolled, by keyboard too.
  for (const block of blocks) if (block.scrollWidth > block.clientWidth) block.tabIndex = 0;
}

/** Render every formula inside `root`; a second call finds nothing more to do. */
export function renderMath(root) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, {
    acceptNode(node) {
      if (node.nodeType === Node.TEXT_NODE) return NodeFilter.FILTER_ACCEPT;
      const done = SKIP.has(node.nodeName.toUpperCase()) || node.classList.contains("math");
      return done ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_SKIP;
    },
  });
  const texts = [];
  while (walker.nextNode()) texts.push(walker.currentNode);
  texts.filter((node) => /[$\\]/.test(node.nodeValue)).forEach(renderText);
}

/** Render all marked elements in `scope` (a document or an element). */
export function renderAll(scope) {
  if (scope.matches?.(".math-text")) renderMath(scope);
  for (const element of scope.querySelectorAll(".math-text")) renderMath(element);
}

renderAll(document);
document.addEventListener("htmx:afterSwap", (event) => renderAll(event.target));
