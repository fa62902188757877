// Draws one page of a PDF: the picture on a canvas, its text above it, what was found marked.

const MOST_PIXELS = 16_000_000;
let running = null;

/** `read` is {content, items, text}; `ranges` are [start, end) in `read.text`. */
export async function drawPage(page, read, ranges, zoom, { part, reader, pdfjs }) {
  running?.cancel();
  const plain = page.getViewport({ scale: 1 });
  const room = part("scroll").clientWidth - 16;
  const scale = Math.min(room / plain.width, 1.6) * zoom;
  const viewport = page.getViewport({ scale });
  const canvas = part("canvas");
  const dots = Math.min(
    window.devicePixelRatio || 1,
    2,
    Math.sqrt(MOST_PIXELS / (viewport.width * viewport.height)),
  );
  const sheet = part("sheet");
  sheet.style.width = `${Math.floor(viewport.width)}px`;
  sheet.style.height = `${Math.floor(viewport.height)}px`;
  canvas.width = Math.floor(viewport.width * dots);
  canvas.height = Math.floor(viewport.height * dots);
  running = page.render({
    canvasContext: canvas.getContext("2d"),
    viewport,
    transform: dots === 1 ? null : [dots, 0, 0, dots, 0, 0],
  });
  await running.promise;
  running = null;
  await layText(page, read, ranges, viewport, part("text"), pdfjs);
  reader.dataset.shown = page.pageNumber;
}

async function layText(page, read, ranges, viewport, place, pdfjs) {
  place.replaceChildren();
  place.style.setProperty("--scale-factor", viewport.scale);
  place.style.setProperty("--total-scale-factor", viewport.scale);
  const layer = new pdfjs.TextLayer({
    textContentSource: read.content,
    container: place,
    viewport,
  });
  await layer.render();
  let at = 0;
  read.items.forEach((item, i) => {
    const from = at;
    const to = from + item.str.length;
    at = to + (item.hasEOL ? 1 : 0);
    const here = ranges.filter(([start, end]) => start < to && end > from);
    if (here.length && layer.textDivs[i]) markIn(layer.textDivs[i], item.str, from, here);
  });
}

function markIn(element, text, from, ranges) {
  const parts = [];
  let at = 0;
  for (const [start, end] of ranges) {
    const first = Math.max(start - from, at);
    const last = Math.min(end - from, text.length);
    if (first > at) parts.push(text.slice(at, first));
    const mark = document.createElement("mark");
    mark.textContent = text.slice(first, last);
    parts.push(mark);
    at = last;
  }
  parts.push(text.slice(at));
  element.replaceChildren(...parts);
}
