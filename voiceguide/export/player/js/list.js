// The list of stages and strokes: a tap goes there, and the present one is marked.
import { lastAtOrBefore } from "./tools.js";

export class List {
  constructor(place, go) {
    this.links = [...place.querySelectorAll("a[data-at]")];
    this.times = this.links.map((link) => Number(link.dataset.at));
    this.current = null;
    place.addEventListener("click", (event) => {
      const link = event.target.closest("a[data-at]");
      if (!link) return;
      event.preventDefault();
      go(Number(link.dataset.at));
    });
  }

  show(now) {
    const link = this.links[lastAtOrBefore(this.times, now)] ?? null;
    if (link === this.current) return;
    this.current?.removeAttribute("aria-current");
    link?.setAttribute("aria-current", "true");
    this.current = link;
  }
}
