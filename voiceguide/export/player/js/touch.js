// The whole screen is the control: in the middle, with two fingers or with anything broad it pauses and goes on; the
// left and the right third are the stroke before and the stroke after. No small target is ever needed.

const BROAD = 48;
const LONG_MS = 600;
const AGAIN_MS = 350;
const OWN = "a, button, input, select, label, audio, summary, .panel-side, .ending, dialog";

export class Touch {
  constructor(place, { toggle, before, after, asleep }) {
    this.work = { toggle, before, after };
    this.asleep = asleep;
    this.down = new Map();
    this.broad = false;
    this.last = Number.NEGATIVE_INFINITY;
    place.addEventListener("pointerdown", (event) => this.begin(event));
    place.addEventListener("pointermove", (event) => this.grow(event));
    place.addEventListener("pointerup", (event) => this.end(event));
    place.addEventListener("pointercancel", (event) => { this.down.delete(event.pointerId); });
    place.addEventListener("contextmenu", (event) => { if (!event.target.closest(OWN) && event.pointerType !== "mouse") event.preventDefault(); });
  }

  begin(event) {
    if (event.target.closest(OWN) || event.button > 0) return;
    if (!this.down.size) { this.broad = false; this.since = event.timeStamp; }
    this.down.set(event.pointerId, event.clientX);
    this.grow(event);
  }

  grow(event) {
    if (!this.down.has(event.pointerId)) return;
    if (this.down.size > 1 || Math.max(event.width ?? 0, event.height ?? 0) >= BROAD) this.broad = true;
  }

  end(event) {
    const x = this.down.get(event.pointerId);
    if (x === undefined) return;
    this.down.delete(event.pointerId);
    if (this.down.size || event.timeStamp - this.last < AGAIN_MS) return;
    this.last = event.timeStamp;
    if (this.asleep()) return;
    const third = Math.floor((3 * x) / innerWidth);
    const anywhere = this.broad || event.pointerType === "mouse" || event.timeStamp - this.since > LONG_MS;
    if (anywhere || third === 1) this.work.toggle();
    else if (third < 1) this.work.before();
    else this.work.after();
  }
}
