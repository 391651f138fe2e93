// Keeps the screen on while a session plays.
//
// Browsers offer a wake lock only on this computer or over https. On a phone in the home network the page is plain
// http: there a silent video, drawn from the ring and playing behind the page, keeps most screens on.

export class Awake {
  constructor(video, canvas, onRefused) {
    this.video = video;
    this.canvas = canvas;
    this.onRefused = onRefused;
    this.wanted = false;
    this.lock = null;
    document.addEventListener("visibilitychange", () => { if (!document.hidden && this.wanted) this.take(); });
  }

  keep(wanted) {
    this.wanted = wanted;
    if (wanted) this.take(); else this.let();
  }

  async take() {
    if (this.lock && !this.lock.released) return;
    if (navigator.wakeLock) {
      try {
        this.lock = await navigator.wakeLock.request("screen");
        if (!this.wanted) this.let();
        return;
      } catch { /* low battery, or not allowed: try the other way */ }
    }
    try {
      this.video.hidden = false;
      this.video.srcObject ??= this.canvas.captureStream(2);
      await this.video.play();
    } catch {
      this.video.hidden = true;
      this.onRefused();
    }
  }

  let() {
    this.lock?.release().catch(() => {});
    this.lock = null;
    this.video.pause();
    this.video.hidden = true;
  }
}
