// The player: what goes on is shown large, everything can be reached, and it goes on where it stopped.
import { playAlone } from "./alone.js";
import { Awake } from "./awake.js";
import { Body } from "./body.js";
import { Ending } from "./ending.js";
import { Follow } from "./follow.js";
import { List } from "./list.js";
import { connectKeys, tellSystem } from "./media.js";
import { Ring } from "./ring.js";
import { byId, clock, fill, lastAtOrBefore, remember, remembered } from "./tools.js";
import { Touch } from "./touch.js";
import { Transcript } from "./transcript.js";
import { Trouble } from "./trouble.js";

const LONG_PAUSE_MS = 15_000;
const HINT_MS = 8000;
const PANELS = ["before", "strokes", "text"];

export class Player {
  // `id` names what is remembered; `artwork` is an address for the lock screen; `again(how)` may ask before a session
  // is begun once more; `ping` asks for the studio.
  constructor({ data, id, artwork = "", ping = null, again = null }) {
    this.follow = new Follow(data);
    this.id = id;
    this.artwork = artwork;
    this.sound = byId("sound");
    this.seek = byId("seek");
    this.view = byId("player");
    this.ring = new Ring(byId("ring"));
    this.body = new Body(byId("pictures"));
    this.shown = {};
    this.saved = 0;
    this.aim = null;
    this.pausedSince = null;
    // Where we want to be while the browser knows nothing of the sound yet.
    this.wanted = null;
    // Why the sound would be held up, for people.
    this.reason = "The sound is held up. It goes on by itself.";
    this.missing = byId("trouble-text").cloneNode(true);
    this.askAgain = again ?? ((_how, go) => go());
    this.connect(ping);
  }

  get data() { return this.follow.data; }
  get now() { return this.wanted ?? this.sound.currentTime; }
  get whole() { return this.data.seconds || this.sound.duration || Number(this.seek.max); }

  connect(ping) {
    const { sound } = this;
    const go = (at) => this.goTo(at);
    this.list = new List(byId("strokes"), go);
    this.transcript = new Transcript(byId("text"), byId("lines"), go);
    this.awake = new Awake(byId("awake"), byId("ring"), () =>
      this.hush("This browser lets the screen go dark. The voice goes on, and so do earbud buttons."));
    new Ending({ place: byId("ending"), sound, again: (how) => this.askAgain(how, () => this.fromStart(how)) });
    new Trouble({ sound, ping, show: (text, calm) => this.trouble(text, calm), reason: () => this.reason });
    playAlone(sound, () => this.hush("Paused: another page plays now."));
    const before = byId("before-sound");
    if (before) { before.addEventListener("play", () => this.pause()); sound.addEventListener("play", () => before.pause()); }
    new Touch(this.view, {
      toggle: () => this.toggle(),
      before: () => this.previousStroke(),
      after: () => this.nextStroke(),
      asleep: () => this.hintIsUp() || document.body.classList.contains("ended"),
    });
    const clicks = { play: "toggle", previous: "previousStroke", next: "nextStroke" };
    for (const [id, name] of Object.entries(clicks)) byId(id).addEventListener("click", () => this[name]());
    byId("rewind").addEventListener("click", () => this.go(this.now - 15, { play: false }));
    byId("forward").addEventListener("click", () => this.go(this.now + 15, { play: false }));
    this.seek.addEventListener("input", () => this.go(Number(this.seek.value), { play: false }));
    for (const event of ["play", "pause", "ended"]) sound.addEventListener(event, () => this.playingChanged());
    sound.addEventListener("loadedmetadata", () => this.ready());
    for (const event of ["timeupdate", "seeked", "loadedmetadata"]) sound.addEventListener(event, () => this.update());
    setInterval(() => { if (!sound.paused) this.update(); }, 200);
    addEventListener("pagehide", () => this.keep());
    document.addEventListener("visibilitychange", () => { if (!document.hidden) this.frame(); });
    document.addEventListener("keydown", (event) => this.key(event));
    connectKeys({
      sound, go: (at, how) => this.go(at, how), at: () => this.now, play: () => this.play(), pause: () => this.pause(),
      previousStroke: () => this.previousStroke(), nextStroke: () => this.nextStroke(),
    });
    for (const button of document.querySelectorAll("[data-panel]"))
      button.addEventListener("click", () => this.panel(button.getAttribute("aria-expanded") === "true" ? "" : button.dataset.panel));
    document.querySelector(".skip")?.addEventListener("click", () => this.panel("text"));
    byId("look").addEventListener("click", () => this.look(!document.documentElement.classList.contains("light")));
  }

  begin() {
    this.sound.removeAttribute("controls");
    byId("buttons").hidden = false;
    document.body.classList.add("active");
    this.look(remembered("light", false));
    this.panel(remembered("panel", matchMedia("(min-width: 62rem)").matches ? "text" : ""), false);
    const kept = remembered(`place.${this.id}`);
    if (kept?.at > 3) {
      this.go(kept.at, { play: false });
      this.pausedSince = 0;
      this.say(`Goes on at ${clock(kept.at)}`);
    }
    if (this.sound.readyState > 0) this.ready();
    this.update();
  }

  // A session that was still being made is there: what is said, and when, is known for certain.
  better(id, data) {
    this.id = id;
    this.follow.take(data);
    this.transcript.write(data);
    this.update();
    this.keep();
  }

  // Another sound of the same session: it goes on where it is.
  exchange(address) {
    const playing = !this.sound.paused;
    this.wanted = this.now;
    this.sound.src = address;
    if (playing) this.play();
  }

  go(seconds, { play = true, aim = null } = {}) {
    const place = Math.min(Math.max(0, seconds), Math.max(0, this.whole - 0.5));
    if (this.sound.readyState > 0) this.sound.currentTime = place; else this.wanted = place;
    this.pausedSince = null;
    this.aim = aim;
    this.moved = true;
    if (play && this.sound.paused) this.play();
    this.update();
  }

  // To what is listed or written: a stroke is entered where it is announced.
  goTo(at) {
    const stroke = this.follow.strokes.find((move) => Math.abs(move.at - at) < 0.01);
    this.go(stroke ? stroke.enter : at, { aim: stroke ?? null });
    if (!matchMedia("(min-width: 62rem)").matches) this.panel("");
  }

  ready() {
    if (this.wanted === null) return;
    this.sound.currentTime = this.wanted;
    this.wanted = null;
  }

  previousStroke() {
    const stroke = this.follow.before(this.now);
    this.go(stroke ? stroke.enter : 0, { aim: stroke });
  }

  nextStroke() {
    const found = this.follow.after(this.aim?.at ?? this.now);
    if (found) this.go(found.at, { aim: found.move });
  }

  fromStart(how) {
    this.hush(how === "swap" ? "Now the other way round: whoever received gives." : "");
    this.go(0);
  }

  toggle() { if (this.sound.paused) this.play(); else this.pause(); }

  pause() { this.sound.pause(); }

  // After a long pause people need to find back: it goes on where they were last told what to do.
  play() {
    if (this.pausedSince !== null && Date.now() - this.pausedSince > LONG_PAUSE_MS) {
      const told = this.follow.told(this.now);
      if (this.now - told > 1) this.go(told, { play: false });
    }
    this.pausedSince = null;
    this.sound.play().catch((error) => { if (error.name !== "AbortError") this.trouble(this.sound.error ? "missing" : "Tap once more to begin."); });
  }

  // `calm` is for what passes by itself.
  trouble(text, calm = false) {
    byId("trouble").hidden = !text;
    byId("trouble").classList.toggle("calm", calm);
    if (!text) return;
    if (text === "missing") byId("trouble-text").replaceWith(this.missing.cloneNode(true));
    else byId("trouble-text").textContent = text;
  }

  hush(text) {
    byId("hush").textContent = text;
    byId("hush").hidden = !text;
    clearTimeout(this.hushing);
    if (text) this.hushing = setTimeout(() => { byId("hush").hidden = true; }, 9000);
  }

  say(text) { byId("player-news").textContent = text; }

  put(name, text) {
    if (this.shown[name] === text) return false;
    this.shown[name] = text;
    byId(name).textContent = text;
    return true;
  }

  update() {
    const { now, whole, data, follow } = this;
    if (this.aim && now >= this.aim.at) this.aim = null;
    if (!this.seek.matches(":active")) this.seek.value = now;
    fill(this.seek);
    this.put("at", clock(now));
    this.put("left", `−${clock(whole - now)}`);
    this.list.show(this.aim ? this.aim.at : now); // people are told of what they were led to
    if (data.moves.length) this.showMove(now);
    const index = follow.cue(now);
    const cue = data.cues[index];
    const speaking = Boolean(cue) && cue.to > now;
    this.put("said", cue ? follow.piece(cue, now) : "");
    byId("said").classList.toggle("past", !speaking);
    this.transcript.show(index, speaking);
    if (Math.abs(now - this.saved) > 4) this.keep();
    if (this.sound.paused) this.draw();
  }

  showMove(now) {
    const { data, follow } = this;
    const { move, soon } = follow.shown(now, this.aim);
    const stage = data.chapters[move.stage]?.title ?? "";
    this.put("stage", soon ? `Soon · ${stage}` : stage);
    if (this.put("stroke", move.title)) {
      if (this.moved) this.say(move.title); // while it plays, the voice says so itself
      tellSystem({ title: move.title, stage, album: data.title, artwork: this.artwork });
    }
    this.moved = false;
    this.seek.setAttribute("aria-valuetext", `${clock(now)} of ${clock(this.whole)}, ${move.title}`);
    const next = follow.next(move);
    this.put("coming", next ? `Next: ${next.title}` : "");
    byId("coming").classList.toggle("announced", Boolean(next?.enter) && now >= next.enter && !soon);
    this.showCount(soon ? null : move, move, now);
    this.body.show(move.picture);
  }

  showCount(move, shown, now) {
    const done = move ? lastAtOrBefore(move.pulses, now) : -1;
    if (move?.pulses.length && done >= 0) {
      const left = move.pulses.length - done - 1;
      this.put("count", String(left + 1));
      this.put("count-text", left ? "to go" : "the last one");
    } else {
      this.put("count", "");
      this.put("count-text", move ? clock(move.to - now) : `in ${clock(Math.max(0, shown.at - now))}`);
    }
  }

  // Ring and hands move while the sound does; paused, they are drawn once and the device rests.
  draw() {
    const { now } = this;
    const move = this.follow.move(now);
    this.ring.draw(move, now, move ? (now - move.at) / (move.to - move.at) : 0, this.sound.paused);
    this.body.move(move, now);
  }

  frame() {
    cancelAnimationFrame(this.drawing);
    this.draw();
    if (!this.sound.paused && !document.hidden) this.drawing = requestAnimationFrame(() => this.frame());
  }

  keep() {
    this.saved = this.now;
    remember(`place.${this.id}`, { at: this.saved > this.whole - 5 ? 0 : this.saved, when: Date.now() });
  }

  playingChanged() {
    const playing = !this.sound.paused && !this.sound.ended;
    document.body.classList.toggle("playing", playing);
    byId("play").setAttribute("aria-label", playing ? "Pause" : "Play");
    if (navigator.mediaSession) navigator.mediaSession.playbackState = playing ? "playing" : "paused";
    this.awake.keep(playing);
    if (playing) { this.hint(); this.frame(); } else this.pausedSince = Date.now();
    this.keep();
  }

  hintIsUp() {
    const up = !byId("hint").hidden;
    if (up) { byId("hint").hidden = true; clearTimeout(this.hinting); }
    return up;
  }

  // Once on each device, large: what a touch does where.
  hint() {
    if (remembered("hint") || !matchMedia("(pointer: coarse)").matches) return;
    remember("hint", true);
    byId("hint").hidden = false;
    this.hinting = setTimeout(() => { byId("hint").hidden = true; }, HINT_MS);
  }

  look(light) {
    document.documentElement.classList.toggle("light", light);
    byId("look").setAttribute("aria-pressed", String(light));
    remember("light", light);
    this.draw();
  }

  panel(name, focus = true) {
    const known = byId(name) ? name : "";
    for (const each of PANELS) {
      this.view.classList.toggle(`with-${each}`, each === known);
      document.querySelector(`[data-panel="${each}"]`)?.setAttribute("aria-expanded", String(each === known));
    }
    this.view.classList.toggle("with-panel", Boolean(known));
    remember("panel", known);
    if (!known) return;
    this.transcript.show(this.transcript.index, this.transcript.speaking, true);
    this.list.current?.scrollIntoView?.({ block: "nearest" });
    if (focus) byId(known).focus({ preventScroll: true });
  }

  key(event) {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || event.target.closest("input, select, dialog")) return;
    const own = event.target.closest("a, button, audio, summary");
    const work = {
      " ": own ? null : () => this.toggle(),
      ArrowLeft: () => this.go(this.now - 15, { play: false }),
      ArrowRight: () => this.go(this.now + 15, { play: false }),
      PageUp: () => this.previousStroke(),
      PageDown: () => this.nextStroke(),
      Escape: () => this.panel(""),
    }[event.key];
    if (!work) return;
    event.preventDefault();
    work();
  }
}
