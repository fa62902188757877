// The pages of a paper on any page that shows them: zoom by buttons, and on a phone the switch
// between the paper and what stands beside it.

const ZOOMS = [1, 1.25, 1.5, 2, 2.5, 3];

export class Viewer {
  /** `root` holds [data-paper-scroll], buttons [data-zoom] and, outside of it, [data-side]s. */
  constructor(root) {
    this.scroll = root.querySelector("[data-paper-scroll]");
    this.level = root.querySelector("[data-zoom-level]");
    this.buttons = [...root.querySelectorAll("[data-zoom]")];
    this.at = 0;
    for (const button of this.buttons) {
      button.hidden = false;
      button.addEventListener("click", () => this.zoom(this.at + Number(button.dataset.zoom)));
    }
    this.paint();
  }

  get factor() {
    return ZOOMS[this.at];
  }

  /** Zoom to a step; what is seen at the top left stays there, as lines are read from there. */
  zoom(step) {
    const { scroll } = this;
    const before = this.factor;
    this.at = Math.min(Math.max(step, 0), ZOOMS.length - 1);
    const { scrollLeft, scrollTop } = scroll;
    this.paint();
    const times = this.factor / before;
    scroll.scrollTo({ left: scrollLeft * times, top: scrollTop * times });
    this.zoomed?.();
  }

  paint() {
    this.scroll.style.setProperty("--paper-zoom", this.factor);
    if (this.level) this.level.textContent = `${Math.round(this.factor * 100)} %`;
    for (const button of this.buttons) {
      const next = this.at + Number(button.dataset.zoom);
      button.disabled = next < 0 || next >= ZOOMS.length;
    }
    for (const image of this.scroll.querySelectorAll("img[srcset]")) {
      image.sizes = `${Math.round((this.scroll.clientWidth || 360) * this.factor)}px`;
    }
  }
}

/** The switch between two sides of `work`; the side is kept in its data-side. */
export function sides(work) {
  const buttons = [...work.querySelectorAll("[data-side-of]")];
  const show = (name) => {
    work.dataset.side = name;
    for (const one of buttons) one.setAttribute("aria-pressed", one.dataset.sideOf === name);
  };
  for (const one of buttons) one.addEventListener("click", () => show(one.dataset.sideOf));
  return show;
}
