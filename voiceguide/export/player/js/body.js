// The picture of the body: the one of the present move is shown, and its hands go their way with the strokes.
import { breath } from "./ring.js";

export class Body {
  constructor(place) {
    this.drawn = [...place.children];
    this.calm = matchMedia("(prefers-reduced-motion: reduce)");
    this.shown = -1;
    this.hands = [];
  }

  show(picture) {
    if (picture === this.shown) return;
    this.shown = picture;
    for (const [index, svg] of this.drawn.entries()) svg.toggleAttribute("hidden", index !== picture);
    this.hands = [...(this.drawn[picture]?.querySelectorAll("[data-x]") ?? [])];
    for (const hand of this.hands) hand.removeAttribute("transform");
  }

  move(move, at) {
    if (this.calm.matches || !this.hands.length) return;
    const share = breath(move, at);
    for (const hand of this.hands)
      hand.setAttribute("transform", `translate(${(hand.dataset.x * share).toFixed(2)} ${(hand.dataset.y * share).toFixed(2)})`);
  }
}
