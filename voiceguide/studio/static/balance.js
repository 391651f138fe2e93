// How loud the sound around the voice is, changed while listening: the studio mixes the session anew from where it is
// heard, and the player goes on with that, in the same element, so that a locked screen stops nothing.
import { announce, ask, byId, fill, later, remember, remembered, toast, address } from "./lib.js";

const SUM = 55; // full on the right: the more below the voice, the softer
const SETTLED_MS = 350;
const SHOWN_MS = 7000;
const PART = 0.4;

export class Balance {
  // `of` is the id of the session, or of the job that makes it; `made` tells which.
  constructor({ player, balance, of, made }) {
    this.player = player;
    this.of = of;
    this.made = made;
    this.slider = byId("level");
    this.own = player.sound.getAttribute("src");
    this.remix = "";
    this.asked = 0;
    byId("balance").hidden = false;
    byId("level-why").textContent = balance.why;
    byId("level-why").hidden = !balance.why;
    this.slider.disabled = balance.level === null;
    if (balance.level === null) return;
    this.given = this.level = balance.level;
    this.show(balance.level);
    const settled = later(SETTLED_MS, () => this.change(SUM - Number(this.slider.value)));
    this.slider.addEventListener("input", () => { this.told(); settled(); this.stay(); });
    this.player.sound.addEventListener("error", () => this.lost());
    const kept = remembered(`level.${of}`);
    if (kept !== null && kept !== this.given) { this.show(kept); this.take(kept); }
  }

  show(level) {
    this.slider.value = SUM - level;
    this.told();
  }

  told() {
    const { value, min, max } = this.slider;
    this.slider.setAttribute("aria-valuetext", `${Math.round((100 * (value - min)) / (max - min))} percent`);
    fill(this.slider);
  }

  // On a phone the controls go while it plays: they stay as long as this one is held.
  stay() {
    this.slider.focus({ preventScroll: true });
    clearTimeout(this.staying);
    if (matchMedia("(pointer: coarse)").matches) this.staying = setTimeout(() => this.slider.blur(), SHOWN_MS);
  }

  // A change is to be heard: a session that was paused goes on. It is kept for this session, and for the next.
  async change(level) {
    if (Math.abs(level - this.level) < PART) return;
    remember(`level.${this.player.id}`, level);
    remember("choices", { ...remembered("choices", {}), level });
    const last = remembered("last");
    if (last) remember("last", { ...last, choices: { ...last.choices, level } });
    if (await this.take(level)) {
      if (this.player.sound.paused) this.player.play();
      announce(`Sound around the voice: ${this.slider.getAttribute("aria-valuetext")}`);
    }
  }

  async take(level) {
    const before = this.level;
    const turn = ++this.asked;
    this.level = level;
    if (level === this.given) {
      this.remix = "";
      this.player.exchange(this.own);
      return true;
    }
    try {
      const { id } = await ask("POST", "/api/remixes", { of: this.of, made: this.made, level, at: this.player.now, instead: this.remix });
      if (turn !== this.asked) return false;
      this.remix = id;
      this.player.exchange(address(`/remixes/${id}/sound`));
      return true;
    } catch (error) {
      if (turn !== this.asked) return false;
      this.level = before;
      this.show(before);
      toast(error.message);
      return false;
    }
  }

  // A remix may be gone, after a restart of the studio above all: it is made anew, once; else it goes on as it was.
  async lost() {
    if (!this.remix || this.player.sound.getAttribute("src") === this.own) return;
    this.remix = "";
    const level = this.level;
    const again = !this.tried && (await this.take(level));
    this.tried = true;
    if (again) return;
    this.show(this.given);
    this.level = this.given;
    this.player.exchange(this.own);
  }

  // The session is made: from now on it is mixed from what was made.
  done(session, sound) {
    this.of = session;
    this.made = true;
    this.own = sound;
    if (this.level !== this.given) remember(`level.${session}`, this.level);
  }
}
