// The document: one text, and the changes made in the form that are not in it yet. Everything that asks the studio goes
// through one loop with one question at a time, so no answer can overtake another; one that comes to a text that was
// changed meanwhile is dropped, and asked for anew. Nothing is dropped that somebody made.
import { ask } from "./lib.js";

const TOGETHER_MS = { text: 1200, form: 2500 };
const MOST_STEPS = 300;
const AGAIN_MS = 1500;

export class Doc {
  // `show(told, how)` draws what the studio found; `state()` is called when anything about saving or undo may differ;
  // `refused(error)` when a change cannot be made.
  constructor(text, routine, { show, state, refused }) {
    Object.assign(this, { text, routine, show, state, refused });
    this.version = 0;
    this.looked = -1;
    this.pending = [];
    this.sent = 0;
    this.before = [];
    this.after = [];
    this.seen = new Map();
    this.told = null;
    this.away = false;
    this.running = null;
  }

  get settled() { return !this.pending.length; }

  // A change from the form, in the places that the form shows now.
  change(wish) {
    const path = this.pending.reduce((place, each) => place && moved(place, each), wish.path);
    if (!path) return;
    const last = this.pending.at(-1);
    const free = this.pending.length > this.sent;
    if (free && keyOf(last) === `form ${path}` && ["set", "remove"].includes(wish.do)) this.pending.pop();
    this.pending.push({ ...wish, path });
    this.state();
    this.run();
  }

  // The text side was typed in.
  typed(text) {
    if (text === this.text) return;
    this.remember("text", this.text);
    this.text = text;
    this.version += 1;
    this.state();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.run(), 220);
  }

  // Another text altogether, which can be undone.
  replace(text) {
    if (text === this.text) return;
    this.remember("", this.text);
    this.set(text);
  }

  set(text) {
    this.text = text;
    this.version += 1;
    const known = this.seen.get(text);
    if (known) {
      this.told = known;
      this.looked = this.version;
    }
    this.show(known, { force: true });
    this.state();
    this.run();
  }

  // One step back, whichever side it was made on. What is on its way arrives first.
  async undo() { await this.step(this.before, this.after); }
  async redo() { await this.step(this.after, this.before); }
  async step(from, to) {
    await this.flush();
    const last = from.pop();
    if (!last) return;
    to.push({ text: this.text, key: "", at: 0 });
    this.set(last.text);
  }

  remember(key, text) {
    const now = Date.now();
    const top = this.before.at(-1);
    this.after.length = 0;
    if (key && top?.key === key && now - top.at < TOGETHER_MS[key === "text" ? "text" : "form"]) { top.at = now; return; }
    this.before.push({ text, key, at: now });
    if (this.before.length > MOST_STEPS) this.before.shift();
  }

  // Waits until every change is in the text.
  async flush() {
    while (!this.settled) await this.run();
  }

  run() {
    this.running ??= this.work().finally(() => { this.running = null; this.state(); });
    return this.running;
  }

  async work() {
    while (this.pending.length || this.looked !== this.version) {
      try {
        if (this.pending.length) await this.edit(); else await this.look();
        this.away = false;
      } catch (error) {
        if (error.status && error.status < 500) {
          this.looked = this.version;
          this.refused(error);
          continue;
        }
        this.away = true;
        this.state();
        await new Promise((done) => setTimeout(done, AGAIN_MS));
      }
    }
  }

  async look() {
    const { version, text } = this;
    const told = await ask("POST", "/api/write/look", { text, routine: this.routine });
    if (version !== this.version || this.pending.length) return;
    this.take(told);
    this.show(told, {});
  }

  async edit() {
    const { version, text } = this;
    const changes = this.pending.slice(0, this.single ? 1 : 100);
    this.sent = changes.length;
    let told;
    try {
      told = await ask("POST", "/api/write/edit", { text, routine: this.routine, changes: changes.map(({ by, ...rest }) => ({ ...rest, by: by ?? 0 })) });
    } catch (error) {
      this.sent = 0;
      if (!error.status || error.status >= 500) throw error;
      if (changes.length > 1) { this.single = true; return; }
      this.single = false;
      this.pending.shift();
      this.refused(error);
      return;
    }
    this.sent = 0;
    if (version !== this.version) return;
    this.single = false;
    this.pending.splice(0, changes.length);
    told.texts.forEach((made, index) => {
      if (made !== this.text) this.remember(keyOf(changes[index]), this.text);
      this.text = made;
    });
    this.take(told);
    this.show(told, { changes });
  }

  take(told) {
    this.told = told;
    this.looked = this.version;
    this.seen.set(this.text, told);
    if (this.seen.size > 40) this.seen.delete(this.seen.keys().next().value);
  }
}

function keyOf(change) {
  return change && ["set", "remove"].includes(change.do) ? `form ${change.path}` : "";
}

// Where a place is after a change of a list above it; empty when it is gone.
export function moved(place, change) {
  const item = change.path.match(/^(.*)\[(\d+)\]$/);
  if (!item || change.do === "set") return place;
  const [, list, index] = item;
  if (!place.startsWith(`${list}[`)) return place;
  const own = place.slice(list.length).match(/^\[(\d+)\](.*)$/);
  if (!own) return place;
  const at = Number(index);
  let now = Number(own[1]);
  if (change.do === "remove") {
    if (now === at) return "";
    if (now > at) now -= 1;
  } else if (change.do === "insert") {
    if (now >= at) now += 1;
  } else if (now === at) now += change.by;
  else if (now === at + change.by) now = at;
  return `${list}[${now}]${own[2]}`;
}
