// The safety questions. Newcomers read all of them on one screen; where something applies, they come one at a time, and
// a "do not start" stops. Who answered before is reminded in a line. Answers hold for half an hour.
import { ask, byId, el, remember, remembered } from "./lib.js";

const VALID_MS = 30 * 60_000;
const KEY = "safety";
const key = (questions) => JSON.stringify(questions.map((question) => [question.key, question.items]));

// Answers that were given before to these questions, and whether they still hold.
function before(questions) {
  const kept = remembered(KEY);
  if (!kept || kept.asked !== key(questions)) return null;
  return { answers: kept.answers, at: kept.at, holds: Date.now() - kept.at < VALID_MS && kept.at <= Date.now() };
}

const ASK_AGAIN_S = 29 * 60;

export class Safety {
  // `place` is the element that is asked in; `words` says what the last button does.
  constructor(place, { questions, reminder, now }, { words = "Go on", onStop = () => {}, onBack = () => {} } = {}) {
    this.place = place;
    this.questions = questions;
    this.reminder = reminder;
    this.ahead = Date.now() - now * 1000; // of the studio's clock
    this.words = words;
    this.onStop = onStop;
    this.onBack = onBack;
    this.answers = {};
  }

  // The answers as the studio wants them, without asking; null where they must be asked for.
  get kept() {
    const kept = before(this.questions);
    return kept?.holds ? this.told(kept) : null;
  }

  // Answers as they are sent: their time is by the studio's clock, whatever this device's says.
  told(kept) { return { answers: kept.answers, at: (kept.at - this.ahead) / 1000 }; }

  // Whether answers that were told hold no longer, or not for long.
  stale(answers) { return (Date.now() - this.ahead) / 1000 - answers.at > ASK_AGAIN_S; }

  // Asks; resolves to the answers when nothing stands against it.
  ask({ focus = true, anew = false } = {}) {
    return new Promise((done) => {
      this.done = done;
      const kept = anew ? null : before(this.questions);
      if (kept) this.remind(kept, focus); else this.screen(focus);
    });
  }

  show(focus, title, ...parts) {
    const heading = el("h2", { class: "safety-title", tabindex: "-1" }, title);
    this.place.replaceChildren(heading, ...parts.filter(Boolean));
    this.place.hidden = false;
    if (!focus) return;
    heading.focus({ preventScroll: true });
    const box = this.place.getBoundingClientRect();
    if (box.top < 0 || box.bottom > innerHeight) this.place.scrollIntoView({ block: "start" });
  }

  button(text, work, kind = "") { return el("button", { type: "button", class: kind, on: { click: work } }, text); }

  remind(kept, focus) {
    this.show(focus, "Still a good day for it?", el("p", {}, this.reminder),
      el("div", { class: "answers" },
        this.button(`Yes: ${this.words.toLowerCase()}`, () => { this.answers = kept.answers; this.finish(); }, "primary"),
        this.button("Something is different", () => this.screen(true))));
  }

  // Everything at once: most evenings, none of it applies.
  screen(focus) {
    const plain = this.questions.filter((question) => question.answers[0].key === "none");
    const agree = this.questions.filter((question) => question.answers[0].key !== "none");
    this.show(focus, "Is today a good day for it?",
      ...plain.map((question) => el("div", { class: "asked" }, el("h3", {}, question.text),
        el("p", {}, question.items.join(" · ")))),
      ...agree.map((question) => el("div", { class: "asked" }, el("h3", {}, question.text), el("p", {}, question.items.join(" · ")))),
      el("div", { class: "answers" },
        this.button("None of these, and we have agreed", () => this.none(), "primary"),
        this.button("Something applies", () => this.one(0, true))));
  }

  none() {
    this.answers = Object.fromEntries(this.questions.map((question) => [question.key, question.answers[0].key]));
    this.finish();
  }

  one(index, focus) {
    const question = this.questions[index];
    this.show(focus, question.text,
      el("p", { class: "quiet" }, `Question ${index + 1} of ${this.questions.length}`),
      el("ul", { class: "items" }, ...question.items.map((item) => el("li", {}, item))),
      el("div", { class: "answers" }, ...question.answers.map((answer) =>
        this.button(answer.text, () => this.take(index, question, answer)))),
      el("p", {}, this.button(index ? "Question before" : "All questions", () => (index ? this.one(index - 1, true) : this.screen(true)), "link")));
  }

  take(index, question, answer) {
    this.answers[question.key] = answer.key;
    if (answer.stops) return this.stop(answer.stops);
    if (index + 1 < this.questions.length) return this.one(index + 1, true);
    return this.finish();
  }

  stop(advice) {
    const [title, ...rest] = advice.split(/(?<=\.)\s/);
    this.show(true, title, el("div", { class: "advice", role: "alert" }, ...rest.map((sentence) => el("p", {}, sentence))),
      el("p", { class: "quiet" }, "Nothing was made, and nothing plays."),
      el("div", { class: "answers" }, this.button("Answer again", () => this.screen(true)), this.button("Not today", () => this.onBack())));
    this.place.classList.add("stopped");
    this.onStop();
  }

  finish() {
    this.place.classList.remove("stopped");
    this.place.hidden = true;
    const kept = { asked: key(this.questions), answers: this.answers, at: Date.now() };
    remember(KEY, kept);
    this.done?.(this.told(kept));
  }

  // What to keep in mind, of the answers that allow it.
  notes() {
    const answers = before(this.questions)?.answers ?? {};
    return this.questions.map((question) => question.answers.find((answer) => answer.key === answers[question.key])?.note).filter(Boolean);
  }
}

// Asks in a dialog, unless answers still hold. `work` runs inside the tap that answers, so that a sound may begin; where
// the dialog is closed instead, nothing is done.
export async function whenSafe(routine, words, work) {
  const facts = await ask("GET", `/api/safety/${encodeURIComponent(routine || "-")}`);
  const dialog = byId("safety-dialog") ?? document.body.appendChild(el("dialog", { id: "safety-dialog", "aria-label": "Safety" }, el("div", { class: "safety" })));
  const safety = new Safety(dialog.firstElementChild, facts, { words, onBack: () => dialog.close() });
  if (safety.kept) return work(safety.kept);
  dialog.showModal();
  const closed = new Promise((done) => dialog.addEventListener("close", () => done(null), { once: true }));
  const answers = await Promise.race([safety.ask(), closed]);
  dialog.close();
  return answers && work(answers);
}
