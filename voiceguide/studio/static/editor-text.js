// The YAML side: numbers and marks beside the lines, colours behind the letters.
import { byId, el } from "./lib.js";

export class TextSide {
  constructor(onInput) {
    this.area = byId("yaml");
    this.gutter = byId("gutter");
    this.paintArea = byId("paint");
    this.marks = new Map();
    this.area.addEventListener("input", () => { this.draw(); onInput(); });
    this.area.addEventListener("scroll", () => this.scroll());
    this.area.addEventListener("keydown", (event) => this.key(event));
    new ResizeObserver(() => this.scroll()).observe(this.area);
  }

  get value() { return this.area.value; }

  set value(text) {
    if (text === this.area.value) return;
    const { scrollTop, selectionStart, value: old } = this.area;
    let same = 0;
    while (same < selectionStart && old[same] === text[same]) same += 1;
    const caret = same < selectionStart ? Math.max(same, selectionStart + text.length - old.length) : selectionStart;
    this.area.value = text;
    this.area.scrollTop = scrollTop;
    this.area.setSelectionRange(caret, caret);
    this.draw();
  }

  // Enter keeps the indentation, as every editor of YAML does. Tab leaves the field, so that the keyboard is never caught.
  key(event) {
    if (event.key !== "Enter" || event.isComposing) return;
    const { selectionStart: at, value } = this.area;
    const line = value.slice(value.lastIndexOf("\n", at - 1) + 1, at);
    const indent = line.match(/^\s*(- )?/)[0].replace("-", " ");
    if (!indent.trim() && !indent) return;
    event.preventDefault();
    this.area.setRangeText(`\n${indent}`, at, this.area.selectionEnd, "end");
    this.area.dispatchEvent(new Event("input", { bubbles: true }));
  }

  goTo(line) {
    const lines = this.area.value.split("\n");
    const start = lines.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
    this.area.focus();
    this.area.setSelectionRange(start, start + (lines[line - 1] ?? "").length);
    this.reveal(line);
    this.area.scrollIntoView({ block: "nearest" });
  }

  // Shows a line, without taking the focus from the form.
  reveal(line) {
    const height = parseFloat(getComputedStyle(this.area).lineHeight);
    this.area.scrollTop = Math.max(0, (line - 5) * height);
    this.paintArea.querySelector(".here")?.classList.remove("here");
    this.paintArea.children[line - 1]?.classList.add("here");
  }

  show(findings) {
    this.marks.clear();
    for (const finding of findings) {
      if (!finding.line) continue;
      const worse = this.marks.get(finding.line)?.severity === "error";
      if (!worse) this.marks.set(finding.line, finding);
    }
    this.draw();
  }

  resize() { this.scroll(); }

  scroll() {
    const move = `translate(${-this.area.scrollLeft}px, ${-this.area.scrollTop}px)`;
    this.paintArea.style.transform = move;
    this.gutter.style.transform = `translateY(${-this.area.scrollTop}px)`;
  }

  draw() {
    const lines = this.area.value.split("\n");
    this.gutter.replaceChildren(...lines.map((_, index) => {
      const mark = this.marks.get(index + 1);
      return el("span", mark ? { class: mark.severity, title: mark.message } : {}, String(index + 1));
    }));
    this.paintArea.replaceChildren(...lines.map((line, index) => {
      const mark = this.marks.get(index + 1);
      return el("span", { class: mark ? `line ${mark.severity}` : "line" }, ...coloured(line), "\n");
    }));
    this.scroll();
  }
}

function coloured(line) {
  const comment = line.match(/^(\s*)(#.*)$/);
  if (comment) return [comment[1], el("i", { class: "comment" }, comment[2])];
  const entry = line.match(/^(\s*(?:- )?)([A-Za-z][\w-]*)(:)(.*)$/);
  if (entry) return [entry[1], el("i", { class: "key" }, entry[2]), el("i", { class: "mark" }, entry[3]), ...values(entry[4])];
  const item = line.match(/^(\s*)(- )(.*)$/);
  return item ? [item[1], el("i", { class: "mark" }, item[2]), ...values(item[3])] : values(line);
}

function values(text) {
  return text.split(/([[\]{},]|\b\d+(?:\.\d+)?(?: (?:min|s|h|cm))?\b)/).filter(Boolean).map((part) => {
    if (/^[[\]{},]$/.test(part)) return el("i", { class: "mark" }, part);
    return /^\d/.test(part) ? el("i", { class: "number" }, part) : part;
  });
}
