// Bookmarks and notes beside a page of the PDF reader.

const make = (tag, className, text) => {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = text;
  return element;
};

/** Notes of the file that `reader` shows; `page()` tells the page, `refit()` draws it in the room
 * that the panel leaves. Gives a function to show anew. */
export function startNotes(reader, page, refit) {
  const panel = document.querySelector("[data-notes-panel]");
  const mark = document.querySelector("[data-mark]");
  const openers = document.querySelectorAll("[data-notes-open]");
  const link = panel.querySelector("[data-note-link]");
  let notes = [];

  async function load() {
    const answer = await fetch(reader.dataset.notes, { headers: { Accept: "application/json" } });
    if (answer.ok) notes = (await answer.json()).notes;
    show();
  }

  function card(note) {
    const card = make("article", "note", "");
    if (note.quote) card.append(make("blockquote", "note-quote", note.quote));
    if (note.text) card.append(make("p", "note-text as-written", note.text));
    if (note.by) card.append(make("p", "book-about", reader.dataset.from.replace("%", () => note.by)));
    if (note.edit) {
      const edit = make("a", "note-edit", reader.dataset.edit);
      edit.href = note.edit;
      card.append(edit);
    }
    return card;
  }

  function show() {
    const here = notes.filter((note) => note.page === page());
    const said = here.filter((note) => !note.bookmark);
    const marked = here.some((note) => note.bookmark);
    mark.setAttribute("aria-pressed", String(marked));
    mark.querySelector("span").textContent = marked ? mark.dataset.marked : mark.dataset.unmarked;
    document.querySelector("[data-notes-count]").textContent = said.length || "";
    const none = make("p", "book-about", reader.dataset.noNote);
    panel.querySelector("[data-notes-list]").replaceChildren(...(said.length ? said.map(card) : [none]));
    quote("");
  }

  function quote(words) {
    const url = new URL(reader.dataset.newNote, location.href);
    url.searchParams.set("page", page());
    if (words) url.searchParams.set("quote", words.slice(0, 1000));
    link.href = url;
  }

  mark.addEventListener("click", async () => {
    const token = document.querySelector("input[name=csrf_token]").value;
    const answer = await fetch(reader.dataset.bookmark, {
      method: "POST",
      body: new URLSearchParams({ page: page() }),
      headers: { "X-CSRFToken": token, Accept: "application/json" },
    });
    if (answer.ok) await load();
  });
  for (const opener of openers) {
    opener.addEventListener("click", () => {
      const beside = (shown) => shown && getComputedStyle(panel).position !== "absolute";
      const before = beside(!panel.hidden);
      panel.hidden = !panel.hidden;
      if (before || beside(!panel.hidden)) refit();
      for (const one of openers) one.setAttribute("aria-expanded", String(!panel.hidden));
      if (panel.hidden) return;
      document.querySelector("[data-found-panel]").hidden = true;
      panel.querySelector("a").focus();
    });
  }
  document.addEventListener("selectionchange", () => {
    const words = document.getSelection().toString().trim();
    if (words && reader.querySelector("[data-text]").contains(document.getSelection().anchorNode)) quote(words);
  });
  load().catch(() => show());
  return show;
}
