// The text of a session: follows the voice, and a tap on it goes there.
import { clock, el } from "./tools.js";

const REST_MS = 6000;

export class Transcript {
  constructor(panel, lines, go) {
    this.panel = panel;
    this.lines = lines;
    this.free = true;
    this.find();
    lines.addEventListener("click", (event) => {
      const tapped = event.target.closest("[data-at]");
      if (!tapped || String(getSelection())) return;
      event.preventDefault();
      go(Number(tapped.dataset.at));
    });
    for (const kind of ["wheel", "touchmove", "keydown"]) panel.addEventListener(kind, () => this.rest(), { passive: true });
  }

  find() {
    this.parts = [...this.lines.querySelectorAll("span[data-at]")];
    this.index = -1;
  }

  // The lines anew, when it is known better what is said and when.
  write(data) {
    const rows = [];
    let stage = -1;
    let move = -1;
    for (const cue of data.cues) {
      const here = data.moves[cue.move]?.stage ?? 0;
      if (here !== stage) { stage = here; rows.push(el("h3", { dir: "auto" }, data.chapters[stage]?.title ?? "")); }
      if (cue.move !== move) {
        move = cue.move;
        rows.push(el("p", { dir: "auto" }, el("a", { href: `#t=${cue.at}`, "data-at": String(cue.at) }, clock(cue.at))));
      }
      rows.at(-1).append(" ", el("span", { "data-at": String(cue.at) }, cue.text));
    }
    this.lines.replaceChildren(...rows);
    this.find();
  }

  // Whoever scrolls reads by himself for a while.
  rest() {
    this.free = false;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => { this.free = true; this.show(this.index, this.speaking, true); }, REST_MS);
  }

  // `index` is the cue being said, or the last one said; `speaking` whether it is being said.
  show(index, speaking, force = false) {
    if (index === this.index && speaking === this.speaking && !force) return;
    this.parts[this.index]?.classList.remove("current", "last");
    this.index = index;
    this.speaking = speaking;
    const part = this.parts[index];
    if (!part) return;
    part.classList.add(speaking ? "current" : "last");
    if (!this.free || !this.panel.checkVisibility?.()) return;
    const box = part.getBoundingClientRect();
    const around = this.panel.getBoundingClientRect();
    const goal = this.panel.scrollTop + box.top - around.top - this.panel.clientHeight * 0.32;
    if (Math.abs(goal - this.panel.scrollTop) > 12) this.panel.scrollTop = Math.max(0, goal);
  }
}
