// The keys on the screen: numbers, the mathematics of school, symbols, Greek, letters.

const small = (latex, shift) => ({ latex, class: "small", ...(shift ? { shift: { latex: shift, class: "small" } } : {}) });

// A key whose formula is wider than itself bears a name.
const named = (label, insert) => ({ label, insert, class: "small" });

const EDITING = [
  { label: "[shift]", width: 1.5 }, "[undo]", "[redo]", "[separator-5]", "[left]", "[right]",
  { label: "[backspace]", width: 1.5, class: "action hide-shift" },
];

const SCHOOL = [
  [small("\\frac{#@}{#?}"), small("\\sqrt{#0}"), small("\\sqrt[#?]{#0}"), small("#@^{#?}"), small("#@_{#?}"), small("\\left|#0\\right|"), "\\pi", "\\infty"],
  [small("\\vec{#@}"), small("\\overrightarrow{#@}"), small("\\widehat{#@}"), small("\\overline{#@}"), "^{\\circ}", "\\perp", "\\parallel", "\\triangle"],
  [named("∫", "\\int_{#?}^{#?}#0"), named("lim", "\\lim_{#?\\to#?}#0"), named("Σ", "\\sum_{#?}^{#?}#0"), named("log", "\\log_{#?}#0"), "\\sin", "\\cos", "\\tan", "\\ln"],
  [named("{⋮", "\\begin{cases}#?\\\\#?\\end{cases}"), named("( ; )", "\\left(#0;#?\\right)"), "\\le", "\\ge", "\\ne", "\\Leftrightarrow", "\\in", named("(⁝⁝)", "\\begin{pmatrix}#?&#?\\\\#?&#?\\end{pmatrix}")],
  EDITING,
];

const NUMBERS = [
  ["x", "y", "n", "[separator-5]", "[7]", "[8]", "[9]", "[/]"],
  ["a", "b", "c", "[separator-5]", "[4]", "[5]", "[6]", "[*]"],
  ["(", ")", ";", "[separator-5]", "[1]", "[2]", "[3]", "[-]"],
  ["<", ">", "=", "[separator-5]", "[0]", "[,]", small("#@^{#?}"), "[+]"],
  EDITING,
];

/** The layouts of MathLive's keyboard, their names as the page around says them. */
export function layouts(words) {
  return [
    { id: "numbers", label: "123", tooltip: words.numeric, rows: NUMBERS },
    { id: "school", label: "√x", tooltip: words.school, rows: SCHOOL },
    "symbols",
    "greek",
    "alphabetic",
  ];
}

/** The few words that MathLive shows or reads out. */
export function strings(words) {
  return {
    "keyboard.tooltip.symbols": words.symbols,
    "keyboard.tooltip.greek": words.greek,
    "keyboard.tooltip.numeric": words.numeric,
    "keyboard.tooltip.alphabetic": words.alphabetic,
    "tooltip.undo": words.undo,
    "tooltip.redo": words.redo,
    "tooltip.toggle virtual keyboard": words.toggle,
  };
}
