// The ring that breathes with the hands: it grows while they press, rests while they hold, and shrinks on the way back.

const SMALL = 0.56;

export class Ring {
  constructor(canvas) {
    this.canvas = canvas;
    this.paint = canvas.getContext("2d");
    this.calm = matchMedia("(prefers-reduced-motion: reduce)");
    this.size = SMALL;
  }

  // `move` is where the session is, `at` the second, `share` how much of the stroke is done (0 to 1); `still` draws it
  // at once where it belongs.
  draw(move, at, share, still = false) {
    const { width } = this.canvas;
    const context = this.paint;
    const centre = width / 2;
    const wanted = this.calm.matches ? 0.8 : this.breath(move, at);
    this.size += (wanted - this.size) * (still ? 1 : 0.25);
    context.clearRect(0, 0, width, width);
    const radius = centre * 0.9 * this.size;
    const glow = context.createRadialGradient(centre, centre, radius * 0.25, centre, centre, radius);
    glow.addColorStop(0, "rgba(245, 205, 151, 0.04)");
    glow.addColorStop(0.8, "rgba(245, 205, 151, 0.16)");
    glow.addColorStop(1, "rgba(245, 205, 151, 0.02)");
    context.fillStyle = glow;
    context.beginPath();
    context.arc(centre, centre, radius, 0, Math.PI * 2);
    context.fill();
    context.lineWidth = 3;
    context.strokeStyle = "rgba(245, 205, 151, 0.5)";
    context.stroke();
    context.lineWidth = 7;
    context.lineCap = "round";
    context.strokeStyle = "rgba(255, 255, 255, 0.1)";
    this.arc(centre, 1);
    context.strokeStyle = "#f5cd97";
    if (share > 0) this.arc(centre, Math.min(1, share));
  }

  arc(centre, share) {
    this.paint.beginPath();
    this.paint.arc(centre, centre, centre * 0.95, -Math.PI / 2, -Math.PI / 2 + Math.PI * 2 * share);
    this.paint.stroke();
  }

  breath(move, at) {
    if (!move || !move.pulses.length) return SMALL + 0.06;
    const index = lastAtOrBefore(move.pulses, at);
    if (index < 0) return SMALL;
    let into = at - move.pulses[index];
    let size = SMALL;
    for (const [role, seconds] of move.beats) {
      const part = Math.min(1, into / seconds);
      const ease = 0.5 - 0.5 * Math.cos(Math.PI * part);
      if (role === "press") size = SMALL + (0.94 - SMALL) * ease;
      else if (role === "hold") size = 0.94;
      else if (role === "return") size = 0.94 - (0.94 - SMALL) * ease;
      else size = SMALL;
      if (into <= seconds) return size;
      into -= seconds;
    }
    return SMALL;
  }
}

export function lastAtOrBefore(times, at) {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle] <= at) low = middle + 1; else high = middle;
  }
  return low - 1;
}
