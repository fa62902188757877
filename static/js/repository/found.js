// The pages of the book that hold what is looked for, by the library's own index: it knows words
// without their marks, and no page of the file need be loaded for it.

/** The list beside the page. `ask(q)` fills it and gives its pages, or null where the index knows
 *  nothing of the book; `go(page)` opens one. */
export function startFound(reader, go) {
  const panel = document.querySelector("[data-found-panel]");
  const place = panel.querySelector("[data-found]");

  panel.querySelector("[data-found-close]").addEventListener("click", () => {
    panel.hidden = true;
  });
  place.addEventListener("click", (event) => {
    const hit = event.target.closest("[data-hit]");
    if (!hit || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    if (window.matchMedia("(max-width: 39.99rem)").matches) panel.hidden = true;
    go(Number(hit.dataset.hit));
  });

  return async function ask(q) {
    const url = new URL(reader.dataset.findUrl, location.href);
    url.searchParams.set("q", q);
    url.searchParams.set("part", "1");
    const answer = await fetch(url).catch(() => null);
    if (!answer?.ok) return null;
    const read = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (read.querySelector("[data-unknown]")) return null;
    place.replaceChildren(...read.body.children);
    panel.hidden = false;
    document.querySelector("[data-notes-panel]:not([hidden]) [data-notes-open]")?.click();
    return [...place.querySelectorAll("[data-hit]")].map((hit) => Number(hit.dataset.hit));
  };
}
