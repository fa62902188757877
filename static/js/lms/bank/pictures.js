// The editor of a question: a picture is uploaded beside the form and its name put where the
// cursor was.

const box = document.getElementById("bank-pictures-box");
const form = box.closest("form");
const news = box.querySelector("[data-news]");
const list = box.querySelector("ul");
let last = form.elements.stem;

form.addEventListener("focusin", ({ target }) => {
  if (target.matches("textarea, input[name=picture]")) last = target;
});

function put(name, words) {
  if (last.name === "picture") last.value = name;
  else last.setRangeText(`![${words}](${name})`, last.selectionStart, last.selectionEnd, "end");
  last.dispatchEvent(new Event("input", { bubbles: true }));
  last.focus();
}

function line(name, url, words) {
  const item = document.createElement("li");
  const image = document.createElement("img");
  image.src = url;
  image.alt = "";
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn-secondary btn-sm";
  button.dataset.name = name;
  button.dataset.words = words;
  button.textContent = box.dataset.insert;
  item.append(image, button);
  return item;
}

list.addEventListener("click", ({ target }) => {
  if (target.dataset.name) put(target.dataset.name, target.dataset.words);
});

box.querySelector("input[type=file]").addEventListener("change", async ({ target }) => {
  const [file] = target.files;
  target.value = "";
  if (!file) return;
  news.textContent = box.dataset.sending;
  const body = new FormData();
  body.append("picture", file);
  body.append("csrf_token", form.elements.csrf_token.value);
  try {
    const answer = await fetch(box.dataset.url, { method: "POST", body, headers: { Accept: "application/json" } });
    const told = await answer.json();
    if (!answer.ok) throw new Error(told.error);
    const words = box.querySelector("[data-words-input]").value;
    list.prepend(line(told.name, told.url, words));
    put(told.name, words);
    news.textContent = "";
  } catch (error) {
    news.textContent = error.name === "Error" ? error.message : box.dataset.failed;
  }
});
