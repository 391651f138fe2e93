// The ring that breathes with the hands: it grows while they press, rests while they hold, and shrinks on the way back.
import { lastAtOrBefore } from "./tools.js";

const SMALL = 0.7;
const LARGE = 0.94;

// How far the hands are on their way, 0 to 1.
export function breath(move, at) {
  if (!move?.pulses.length) return 0;
  const index = lastAtOrBefore(move.pulses, at);
  if (index < 0) return 0;
  let into = at - move.pulses[index];
  for (const [role, seconds] of move.beats) {
    const part = Math.min(1, into / seconds);
    const ease = 0.5 - 0.5 * Math.cos(Math.PI * part);
    if (into <= seconds) return { press: ease, hold: 1, return: 1 - ease }[role] ?? 0;
    into -= seconds;
  }
  return 0;
}

export class Ring {
  constructor(canvas) {
    this.canvas = canvas;
    this.paint = canvas.getContext("2d");
    this.calm = matchMedia("(prefers-reduced-motion: reduce)");
    this.size = SMALL;
  }

  // `share` is how much of the stroke is done (0 to 1); `still` draws it at once where it belongs.
  draw(move, at, share, still = false) {
    const { width } = this.canvas;
    const context = this.paint;
    const centre = width / 2;
    const wanted = this.calm.matches ? 0.8 : SMALL + (LARGE - SMALL) * breath(move, at);
    this.size += (wanted - this.size) * (still ? 1 : 0.25);
    const colour = getComputedStyle(this.canvas).color;
    context.clearRect(0, 0, width, width);
    context.strokeStyle = colour;
    context.globalAlpha = 0.35;
    context.lineWidth = 4;
    context.beginPath();
    context.arc(centre, centre, centre * 0.88 * this.size, 0, Math.PI * 2);
    context.stroke();
    context.lineWidth = 9;
    context.lineCap = "round";
    context.globalAlpha = 0.15;
    this.arc(centre, 1);
    context.globalAlpha = 1;
    if (share > 0) this.arc(centre, Math.min(1, share));
  }

  arc(centre, share) {
    this.paint.beginPath();
    this.paint.arc(centre, centre, centre * 0.96, -Math.PI / 2, -Math.PI / 2 + Math.PI * 2 * share);
    this.paint.stroke();
  }
}
