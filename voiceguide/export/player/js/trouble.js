// Says within two seconds when something stands in the way: no network, no studio, a sound that is held up.

const HELD_MS = 1000;
const EVERY_MS = 900;

export class Trouble {
  // `ping` asks whether the studio is there; a page from a folder has none.
  constructor({ sound, ping, show, reason }) {
    this.sound = sound;
    this.ping = ping;
    this.show = show;
    this.reason = reason;
    this.held = false;
    this.gone = false;
    this.came = 0;
    for (const kind of ["waiting", "stalled"]) sound.addEventListener(kind, () => this.wait());
    for (const kind of ["playing", "timeupdate", "pause", "ended"]) sound.addEventListener(kind, () => this.flow());
    sound.addEventListener("progress", () => { this.came = performance.now(); });
    sound.addEventListener("error", () => this.say());
    for (const kind of ["online", "offline"]) addEventListener(kind, () => this.say());
    addEventListener("studio-restarted", () => this.again());
    if (ping) this.look();
  }

  wait() {
    if (this.sound.paused || this.timer) return;
    this.timer = setTimeout(() => { this.timer = null; this.held = !this.sound.paused && this.sound.readyState < 3; this.say(); }, HELD_MS);
  }

  flow() {
    clearTimeout(this.timer);
    this.timer = null;
    if (this.held) { this.held = false; this.say(); }
  }

  async look() {
    if (!document.hidden || !this.sound.paused) {
      const since = performance.now();
      try {
        await this.ping(AbortSignal.timeout(EVERY_MS));
        if (this.gone) { this.gone = false; this.say(); }
      } catch {
        // On a slow line the sound itself may keep the answer back: while it comes, the studio is there.
        if (!this.gone && this.came < since) { this.gone = true; this.say(); }
      }
    }
    setTimeout(() => this.look(), EVERY_MS);
  }

  // The studio has been started anew: the sound is fetched again where it was.
  again() {
    if (!this.sound.error) return;
    const { currentTime, paused } = this.sound;
    this.sound.load();
    this.sound.currentTime = currentTime;
    if (!paused) this.sound.play().catch(() => {});
  }

  say() {
    if (this.ping && !navigator.onLine) return this.show("This device is offline. What has come already plays on.");
    if (this.gone) return this.show("The studio does not answer: was it stopped? What has come already plays on.");
    if (this.sound.error) return this.show("missing");
    return this.show(this.held ? this.reason() : "", this.held);
  }
}
