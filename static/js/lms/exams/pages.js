// The paper beside the questions in an exam. Its pages are fetched with the token of the attempt,
// all in the small size first, so that they can be read without a network afterwards; a page that
// is shown larger gets its large size then.

import { Viewer, sides } from "./viewer.js";
import { part, text } from "./view.js";

const AGAIN = 4_000;
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

export class Pages {
  constructor(pages, token) {
    this.pages = pages;
    this.token = token;
    this.shown = pages.map(() => null);
    const work = part("work");
    work.dataset.pages = pages.length;
    part("paper").hidden = part("sides").hidden = false;
    this.images = pages.map((page, n) => this.image(page, n));
    part("pages").replaceChildren(...pages.map((page, n) => this.figure(page, n)));
    this.viewer = new Viewer(part("paper"));
    this.viewer.zoomed = () => this.sharpen();
    sides(work)("paper");
    this.load();
  }

  image(page, n) {
    const image = new Image(page.width, page.height);
    image.alt = text("page", { n: n + 1 });
    image.className = "paper-picture";
    image.decoding = "async";
    return image;
  }

  figure(page, n) {
    const figure = document.createElement("figure");
    figure.className = "paper-page";
    figure.append(this.images[n]);
    if (page.words) {
      const words = document.createElement("details");
      words.className = "paper-words";
      const summary = document.createElement("summary");
      summary.textContent = text("page_words", { n: n + 1 });
      const said = document.createElement("p");
      said.textContent = page.words;
      words.append(summary, said);
      figure.append(words);
    }
    return figure;
  }

  /** Every page small, the first at once; then those large that need it. */
  async load() {
    for (let n = 0; n < this.pages.length; n += 1) {
      await this.show(n, "small");
      if (n === 0) await pause(300 + 1200 * Math.random());
    }
    this.loaded = true;
    await this.sharpen();
  }

  async sharpen() {
    if (!this.loaded || this.busy) return;
    this.busy = true;
    for (let n = 0; n < this.pages.length; n += 1) {
      const wanted = this.viewer.scroll.clientWidth * this.viewer.factor * window.devicePixelRatio;
      if (wanted > this.pages[n].small_width * 1.2 && this.shown[n] !== "large") await this.show(n, "large");
    }
    this.busy = false;
  }

  /** Fetch a page until it is there; a page that may no longer be seen stays as it is. */
  async show(n, size) {
    for (;;) {
      try {
        const answer = await fetch(this.pages[n][size], { headers: { "X-Attempt": this.token } });
        if (answer.status === 404) return;
        if (answer.ok) {
          const url = URL.createObjectURL(await answer.blob());
          const old = this.images[n].src;
          this.images[n].src = url;
          if (old) URL.revokeObjectURL(old);
          this.shown[n] = size;
          return;
        }
      } catch {
        // No network: the page is fetched once it is back.
      }
      await pause(AGAIN * (0.5 + Math.random()));
    }
  }
}
