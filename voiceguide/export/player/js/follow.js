// What is shown at a second of a session. Nothing here touches the page.
import { lastAtOrBefore } from "./tools.js";

const LONGEST_PIECE = 60;

export class Follow {
  constructor(data) { this.take(data); }

  // The session's facts; taken again when better ones have come (a session that is still being made is estimated).
  take(data) {
    this.data = data;
    this.strokes = data.moves.filter((move) => move.stroke);
    this.starts = data.moves.map((move) => move.at);
    this.cueStarts = data.cues.map((cue) => cue.at);
    this.tells = data.cues.filter((cue) => cue.tells).map((cue) => cue.at);
    this.closing = data.moves.find((move) => this.strokes.length && move.at > this.strokes.at(-1).at && !move.waits) ?? null;
  }

  move(now) { return this.data.moves[Math.max(0, lastAtOrBefore(this.starts, now))]; }

  cue(now) { return lastAtOrBefore(this.cueStarts, now); }

  // The move people are told of: the one they were led to, else the one that goes on, else what comes.
  shown(now, aim = null) {
    if (aim && now < aim.at) return { move: aim, soon: true };
    const move = this.move(now);
    if (!move?.waits) return { move, soon: false };
    const next = this.data.moves.find((each) => each.at > now && !each.waits);
    return next ? { move: next, soon: true } : { move, soon: false };
  }

  next(after) {
    const comes = this.strokes.find((each) => each.at > after.at + 0.01);
    return comes ?? (this.closing && this.closing.at > after.at + 0.01 ? this.closing : null);
  }

  // Where a session goes on after a long pause: where people were last told what to do.
  told(now) {
    const index = lastAtOrBefore(this.tells, now);
    return index < 0 ? 0 : this.tells[index];
  }

  // The stroke before: the beginning of this one when it is well under way, as on every player.
  before(now) {
    const index = lastAtOrBefore(this.strokes.map((move) => move.enter), now - 4);
    return index < 0 ? null : this.strokes[index];
  }

  // The stroke after, where its announcement begins; while it is being announced, where it begins itself.
  after(now) {
    const comes = [...this.strokes, this.closing].find((move) => move && move.at > now + 0.5);
    if (!comes) return null;
    const enter = comes.enter ?? comes.at;
    return { move: comes, at: now > enter - 0.5 ? comes.at : enter };
  }

  // The piece of a long line that is being said: large letters leave room for a sentence at a time.
  piece(cue, now) {
    const pieces = inPieces(cue.text);
    const whole = cue.text.length;
    const share = Math.min(0.999, Math.max(0, (now - cue.at) / Math.max(0.1, cue.to - cue.at)));
    let reached = 0;
    for (const piece of pieces) {
      reached += piece.length + 1;
      if (share * whole < reached) return piece;
    }
    return pieces.at(-1);
  }
}

export function inPieces(text) {
  if (text.length <= LONGEST_PIECE) return [text];
  const parts = text.split(/(?<=[.,;:!?…。、，！？،؛؟])\s*/u);
  const pieces = [];
  for (const part of parts) {
    if (pieces.length && pieces.at(-1).length + part.length < LONGEST_PIECE) pieces[pieces.length - 1] += ` ${part}`;
    else pieces.push(part);
  }
  return pieces;
}
