// The safety questions, one at a time. A "do not start" stops; nothing can be made before all are answered.
import { byId, el } from "./lib.js";

const KEPT_MINUTES = 30;
const KEY = "voiceguide.safety";

export class Safety {
  constructor(questions, onCleared) {
    this.questions = questions;
    this.onCleared = onCleared;
    this.answers = {};
    byId("again").addEventListener("click", () => this.begin());
    byId("change-safety").addEventListener("click", () => this.begin());
  }

  start() {
    const kept = this.kept();
    if (kept) { this.answers = kept; this.cleared(false); } else this.ask(0, false);
  }

  begin() {
    this.answers = {};
    sessionStorage.removeItem(KEY);
    byId("options").hidden = true;
    byId("stopped").hidden = true;
    this.ask(0, true);
  }

  ask(index, focus = true) {
    byId("safety").hidden = false;
    byId("safety-count").textContent = `Question ${index + 1} of ${this.questions.length}`;
    const question = this.questions[index];
    const heading = el("h3", { tabindex: "-1" }, question.text);
    const answers = question.answers.map((answer) =>
      el("button", { type: "button", on: { click: () => this.take(index, question, answer) } }, answer.text));
    const back = index
      ? el("p", {}, el("button", { type: "button", class: "link", on: { click: () => this.ask(index - 1) } }, "Question before"))
      : null;
    byId("safety-question").replaceChildren(el("div", { class: "question" }, heading,
      el("ul", {}, ...question.items.map((item) => el("li", {}, item))),
      el("div", { class: "answers" }, ...answers), back ?? ""));
    if (focus) { heading.focus(); byId("safety").scrollIntoView({ block: "nearest" }); }
  }

  take(index, question, answer) {
    this.answers[question.key] = answer.key;
    if (answer.stops) return this.stop(answer.stops);
    if (index + 1 < this.questions.length) return this.ask(index + 1);
    this.keep();
    this.cleared(true);
  }

  stop(advice) {
    byId("safety").hidden = true;
    byId("options").hidden = true;
    const [title, ...rest] = advice.split(/(?<=\.)\s/);
    byId("stopped-title").textContent = title;
    byId("advice").replaceChildren(...rest.map((sentence) => el("p", {}, sentence)));
    byId("stopped").hidden = false;
    byId("stopped-title").focus({ preventScroll: true });
    byId("stopped").scrollIntoView({ block: matchMedia("(max-width: 62rem)").matches ? "start" : "nearest" });
  }

  cleared(focus) {
    byId("safety").hidden = true;
    const notes = this.questions.map((question) =>
      question.answers.find((answer) => answer.key === this.answers[question.key])?.note).filter(Boolean);
    byId("safety-notes").replaceChildren(...notes.map((note) => el("li", {}, note)));
    byId("options").hidden = false;
    this.onCleared(focus);
  }

  keep() {
    const at = Date.now();
    const asked = JSON.stringify(this.questions.map((question) => [question.key, question.items]));
    sessionStorage.setItem(KEY, JSON.stringify({ at, asked, answers: this.answers }));
  }

  kept() {
    try {
      const kept = JSON.parse(sessionStorage.getItem(KEY));
      const asked = JSON.stringify(this.questions.map((question) => [question.key, question.items]));
      return kept.asked === asked && Date.now() - kept.at < KEPT_MINUTES * 60_000 ? kept.answers : null;
    } catch { return null; }
  }
}
