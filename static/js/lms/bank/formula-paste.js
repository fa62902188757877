// Pasting from Word: its equations come as HTML, which the server turns into text with LaTeX.
// Everything else is pasted by the browser as ever.

const form = document.querySelector("form[data-warn-unsaved]");
const { paste, pasting: waiting, pastefailed: failed } = document.getElementById("formula-dialog").dataset;
const WORTH = /<(m:omath|mml:math|math|su[bp]|table|img|v:imagedata)[\s>]/i;

/** What is between the marks of a fragment: not the styles of the whole of Word. */
function fragment(html) {
  const [start, end] = [html.indexOf("<!--StartFragment-->"), html.lastIndexOf("<!--EndFragment-->")];
  return start >= 0 && end > start ? html.slice(start + 20, end) : html;
}

function put(field, text) {
  const clean = field.tagName === "INPUT" ? text.replace(/\s+/g, " ") : text;
  field.setRangeText(clean, field.selectionStart, field.selectionEnd, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

async function converted(html) {
  const headers = { "Content-Type": "text/html; charset=utf-8", "X-CSRFToken": form.elements.csrf_token.value };
  const answer = await fetch(paste, { method: "POST", body: html, headers });
  const told = await answer.json();
  if (!answer.ok) throw new Error(told.error);
  return told;
}

/** Let a field take what Word puts on the clipboard. */
export function pasting(field) {
  const news = document.createElement("p");
  news.className = "form-text formula-pasted";
  news.setAttribute("role", "status");
  field.after(news);
  field.addEventListener("paste", async (event) => {
    const plain = event.clipboardData.getData("text/plain");
    const mathml = /^\s*<(mml:)?math[\s>]/.test(plain);
    const html = mathml ? plain : fragment(event.clipboardData.getData("text/html"));
    news.textContent = "";
    if (!WORTH.test(html)) return;
    event.preventDefault();
    news.textContent = waiting;
    try {
      const { text, told } = await converted(html);
      put(field, text);
      news.textContent = told.join(" ");
    } catch (error) {
      put(field, plain);
      news.textContent = error.name === "Error" && error.message ? error.message : failed;
    }
  });
}
