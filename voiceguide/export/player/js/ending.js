// The end: thanks, and what may come now.

export class Ending {
  constructor({ place, title, text, sound, again }) {
    this.place = place;
    this.title = title;
    this.text = text;
    sound.addEventListener("ended", () => this.show(true));
    sound.addEventListener("play", () => this.show(false));
    document.getElementById("same-again").addEventListener("click", () => again("same"));
    document.getElementById("swap-roles").addEventListener("click", () => again("swap"));
  }

  show(on) {
    if (this.place.hidden !== on) return;
    this.place.hidden = !on;
    document.body.classList.toggle("ended", on);
    if (on) this.place.focus({ preventScroll: true });
  }
}
