// Buttons that copy the text of an element. On a school's network without HTTPS there is no
// clipboard for scripts, and the old command does it.

function selected(element) {
  const range = document.createRange();
  range.selectNodeContents(element);
  const selection = window.getSelection();
  selection.removeAllRanges();
  selection.addRange(range);
}

async function copy(element) {
  if (navigator.clipboard) {
    try {
      await navigator.clipboard.writeText(element.textContent.trim());
      return true;
    } catch {
      // Not allowed here: the old way.
    }
  }
  selected(element);
  return document.execCommand("copy");
}

for (const button of document.querySelectorAll("[data-copy]")) {
  const words = button.querySelector("span");
  const before = words.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    if (await copy(document.getElementById(button.dataset.copy))) {
      words.textContent = button.dataset.done;
      setTimeout(() => { words.textContent = before; }, 2000);
    }
  });
}
