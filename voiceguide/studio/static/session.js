// Following a session: player, strokes, repetitions, text; resumes where it stopped.
import { Awake } from "./awake.js";
import { announce, byId, clock, facts, fill, remember, remembered } from "./lib.js";
import { connectKeys, tellSystem } from "./media.js";
import { lastAtOrBefore, Ring } from "./ring.js";
import { Transcript } from "./transcript.js";

const view = document.querySelector(".follow");
const id = view.dataset.session;
const sound = byId("sound");
const seek = byId("seek");
const ring = new Ring(byId("ring"));
const awake = new Awake(byId("awake"), byId("ring"), () => {
  byId("sleep-note").textContent = "This browser lets the screen go dark. The voice goes on, and so do earbud buttons.";
  byId("sleep-note").hidden = false;
});
const KEY = `place.${id}`;
const session = facts();
const strokes = session.moves.filter((move) => move.stroke);
const starts = session.moves.map((move) => move.at);
const cueStarts = session.cues.map((cue) => cue.at);
const closing = session.moves.find((move) => strokes.length && move.at > strokes.at(-1).at) ?? null;
let transcript = null;
let shown = {};
let saved = 0;
let moved = false;
let drawing = 0;

// Where we want to be while the browser knows nothing of the sound yet; the first place it can go to is this one.
let wanted = null;

const at = () => wanted ?? sound.currentTime;
const whole = () => session.seconds || sound.duration || Number(seek.max);

function go(seconds, { play = true } = {}) {
  const place = Math.min(Math.max(0, seconds), Math.max(0, whole() - 0.5));
  if (sound.readyState > 0) sound.currentTime = place; else wanted = place;
  moved = true;
  if (play && sound.paused) sound.play().catch(() => {});
  update();
}

function ready() {
  if (wanted === null) return;
  sound.currentTime = wanted;
  wanted = null;
}

// The stroke before: the beginning of this one when it is well under way, as on every player.
function previousStroke() {
  const index = lastAtOrBefore(strokes.map((move) => move.at), at() - 4);
  go(index < 0 ? 0 : strokes[index].at);
}

// After the last stroke comes the end: still hands and rest.
function nextStroke() {
  const next = [...strokes, closing].find((move) => move && move.at > at() + 0.5);
  if (next) go(next.at);
}

function toggle() {
  if (sound.paused) sound.play().catch(() => trouble()); else sound.pause();
}

function trouble() {
  byId("trouble").textContent = "The sound cannot be played. Was the session deleted, or the studio stopped?";
  byId("trouble").hidden = false;
}

function put(name, text) {
  if (shown[name] === text) return false;
  shown[name] = text;
  byId(name).textContent = text;
  return true;
}

function update() {
  const now = at();
  const move = session.moves[lastAtOrBefore(starts, now)];
  if (!seek.matches(":active")) seek.value = now;
  fill(seek);
  put("at", clock(now));
  put("left", `−${clock(whole() - now)}`);
  seek.setAttribute("aria-valuetext", `${clock(now)} of ${clock(whole())}${move ? `, ${move.title}` : ""}`);
  if (move) {
    put("stage", session.chapters[move.stage]?.title ?? "");
    if (put("stroke", move.title)) {
      if (moved) announce(move.title); // while it plays, the voice says so itself
      tellSystem(session, move, view.dataset.title, id);
    }
    moved = false;
    showCount(move, now);
    const next = session.moves.find((each) => each.at > now && each.stroke);
    put("coming", next ? `Next: ${next.title}` : closing && closing.at > now ? `Next: ${closing.title}` : "");
  }
  const cue = lastAtOrBefore(cueStarts, now);
  const speaking = cue >= 0 && session.cues[cue].to > now;
  put("said", cue >= 0 ? session.cues[cue].text : "");
  byId("said").classList.toggle("past", !speaking);
  transcript?.show(cue, false, speaking);
  if (Math.abs(now - saved) > 4) keep();
  if (sound.paused) draw();
}

function showCount(move, now) {
  const done = lastAtOrBefore(move.pulses, now);
  if (move.pulses.length && done >= 0) {
    const left = move.pulses.length - done - 1;
    put("count", String(left + 1));
    put("count-text", left ? "to go" : "the last one");
  } else if (move.repetitions) {
    put("count", String(move.repetitions));
    put("count-text", "times, in a moment");
  } else {
    put("count", "");
    put("count-text", clock(move.to - now));
  }
}

// The ring moves while the sound does; paused, it is drawn once and the device rests.
function draw() {
  const now = at();
  const move = session.moves[lastAtOrBefore(starts, now)];
  ring.draw(move, now, move ? (now - move.at) / (move.to - move.at) : 0, sound.paused);
}

function frame() {
  cancelAnimationFrame(drawing);
  draw();
  if (!sound.paused && !document.hidden) drawing = requestAnimationFrame(frame);
}

function keep() {
  saved = at();
  remember(KEY, { at: saved > whole() - 5 ? 0 : saved, when: Date.now() });
}

function playingChanged() {
  const playing = !sound.paused;
  view.classList.toggle("playing", playing);
  byId("play").setAttribute("aria-label", playing ? "Pause" : "Play");
  if (navigator.mediaSession) navigator.mediaSession.playbackState = playing ? "playing" : "paused";
  awake.keep(playing);
  if (playing) frame();
  keep();
}

function showText(on) {
  view.classList.toggle("with-text", on);
  byId("show-text").setAttribute("aria-pressed", String(on));
  remember("text", on);
  transcript?.show(transcript.index, true, transcript.speaking);
}

function connect() {
  byId("play").addEventListener("click", toggle);
  byId("previous").addEventListener("click", previousStroke);
  byId("next").addEventListener("click", nextStroke);
  byId("rewind").addEventListener("click", () => go(at() - 15, { play: false }));
  byId("forward").addEventListener("click", () => go(at() + 15, { play: false }));
  seek.addEventListener("input", () => go(Number(seek.value), { play: false }));
  byId("show-text").addEventListener("click", () => showText(!view.classList.contains("with-text")));
  for (const event of ["play", "pause", "ended"]) sound.addEventListener(event, playingChanged);
  sound.addEventListener("loadedmetadata", ready);
  for (const event of ["timeupdate", "seeked", "loadedmetadata"]) sound.addEventListener(event, update);
  sound.addEventListener("error", trouble);
  if (sound.error) trouble();
  setInterval(() => { if (!sound.paused) update(); }, 200);
  addEventListener("pagehide", keep);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) frame(); });
  addEventListener("keydown", keys);
  connectKeys({ sound, go, at, toggle, previousStroke, nextStroke });
}

function keys(event) {
  if (event.altKey || event.ctrlKey || event.metaKey || event.target.closest("input, .text button")) return;
  const work = {
    " ": () => { if (!event.target.closest("button, a")) { event.preventDefault(); toggle(); } },
    ArrowLeft: () => go(at() - 15, { play: false }),
    ArrowRight: () => go(at() + 15, { play: false }),
    PageUp: previousStroke,
    PageDown: nextStroke,
  }[event.key];
  if (work) { if (event.key !== " ") event.preventDefault(); work(); }
}

function resume() {
  const kept = remembered(KEY);
  if (kept?.at > 3) {
    go(kept.at, { play: false });
    announce(`Goes on at ${clock(kept.at)}`);
  }
}

function begin() {
  if (session.seconds) seek.max = Math.round(session.seconds);
  byId("no-text").hidden = session.cues.length > 0;
  if (session.cues.length) transcript = new Transcript(byId("text"), session, go);
  connect();
  showText(remembered("text", matchMedia("(min-width: 62rem)").matches));
  resume();
  if (sound.readyState > 0) ready();
  update();
  for (const control of view.querySelectorAll(".controls [disabled]")) control.disabled = false;
}

begin();
