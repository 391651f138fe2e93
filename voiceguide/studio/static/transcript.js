// The text of a session: follows the voice, and a tap on it goes there.
import { clock, el } from "./lib.js";

export class Transcript {
  constructor(place, session, go) {
    this.place = place;
    this.cues = session.cues;
    this.parts = [];
    this.free = true;
    this.write(session, go);
    for (const kind of ["wheel", "touchmove", "keydown"]) place.addEventListener(kind, () => this.pause(), { passive: true });
  }

  write(session, go) {
    let chapter = -1;
    let move = -1;
    let paragraph = null;
    for (const [index, cue] of session.cues.entries()) {
      const stage = session.moves[cue.move]?.stage ?? 0;
      if (stage !== chapter) {
        chapter = stage;
        this.place.append(el("h2", {}, session.chapters[stage]?.title ?? ""));
      }
      if (cue.move !== move) {
        move = cue.move;
        paragraph = el("p");
        this.place.append(paragraph);
      }
      const part = el("button", { type: "button", title: clock(cue.at), tabindex: "-1", on: { click: () => go(cue.at) } }, cue.text);
      this.parts[index] = part;
      paragraph.append(part, " ");
    }
    if (this.parts[0]) this.parts[0].tabIndex = 0;
    this.place.addEventListener("keydown", (event) => this.key(event));
  }

  key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const at = this.parts.indexOf(document.activeElement);
    if (!step || at < 0) return;
    event.preventDefault();
    event.stopPropagation();
    const next = this.parts[Math.min(this.parts.length - 1, Math.max(0, at + step))];
    this.parts[at].tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  }

  pause() {
    this.free = false;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => { this.free = true; this.show(this.index, true); }, 6000);
  }

  // `index` is the cue being said, or the last one said; `now` whether it is being said.
  show(index, force = false, speaking = true) {
    if (index === this.index && speaking === this.speaking && !force) return;
    this.parts[this.index]?.classList.remove("current", "last");
    this.parts[this.index]?.removeAttribute("aria-current");
    this.index = index;
    this.speaking = speaking;
    const part = this.parts[index];
    if (!part) return;
    part.classList.add(speaking ? "current" : "last");
    part.setAttribute("aria-current", "true");
    if (this.free && this.place.offsetParent) {
      const goal = part.offsetTop - this.place.offsetTop - this.place.clientHeight * 0.32;
      if (Math.abs(goal - this.place.scrollTop) > 12) this.place.scrollTop = goal;
    }
  }
}
