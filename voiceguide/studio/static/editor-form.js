// The form side. Every field knows its place in the routine ("stages[0].strokes[1].repeat") and asks for one change.
import { el } from "./lib.js";

const TIME_OF = { say: "wait" };
const PLAIN_STEPS = { wait: { wait: "10 s" }, chime: "chime", "check-in": "check-in", breathe: "breathe", settle: { settle: "30 s" },
  "turn-over": { "turn-over": "the back" }, say: { say: "Take your time." }, oil: { oil: "Warm a little more in your hands." },
  hold: { hold: "upper back" }, uncover: { uncover: "the leg" }, cover: { cover: "the leg" } };
const NAMES = { say: "Words", wait: "Wait", "check-in": "Check-in", breathe: "Breath", oil: "Oil", settle: "Settle in", "turn-over": "Turn over",
  hold: "Still hands", uncover: "Uncover", cover: "Cover", chime: "Chime" };
const PRESSURES = [["1", "1 · feather"], ["2", "2 · light"], ["3", "3 · firm"], ["4", "4 · leaning"]];

export class Form {
  constructor(place, facts, change, goTo, reveal) {
    this.place = place;
    this.facts = facts;
    this.change = change;
    this.goTo = goTo;
    this.closed = new Set();
    place.addEventListener("change", (event) => this.changed(event.target));
    place.addEventListener("focusin", (event) => {
      const line = this.lines?.[event.target.closest("[data-path]")?.dataset.path];
      if (line) reveal(line);
    });
    place.addEventListener("toggle", (event) => {
      const { path } = event.target.dataset;
      if (path) this.closed[event.target.open ? "delete" : "add"](path);
    }, true);
  }

  show(told, force = false) {
    this.lines = told.lines;
    const values = told.values;
    const known = JSON.stringify(values);
    if (values && (known !== this.known || force)) {
      this.known = known;
      const active = document.activeElement?.closest("[data-path], [data-do]");
      const focus = active && this.place.contains(active) ? [active.dataset.path, active.dataset.do] : null;
      this.place.replaceChildren(...this.whole(values));
      if (focus) this.focus(...focus);
    }
    this.place.classList.toggle("stale", !values);
    this.mark(told.findings);
  }

  focus(path, action) {
    const found = [...this.place.querySelectorAll("[data-path], [data-do]")].find((each) =>
      each.dataset.path === path && each.dataset.do === action);
    found?.focus({ preventScroll: true });
  }

  // Each finding beside the field it is about, or else at the nearest thing around it.
  mark(findings) {
    for (const old of this.place.querySelectorAll(".found")) old.remove();
    for (const field of this.place.querySelectorAll("[aria-invalid]")) { field.removeAttribute("aria-invalid"); field.removeAttribute("aria-describedby"); }
    const holders = [...this.place.querySelectorAll("[data-holds]")];
    findings.forEach((finding, index) => {
      if (!finding.key) return;
      const inside = (path) => finding.key === path || finding.key.startsWith(`${path}.`) || finding.key.startsWith(`${path}[`);
      const holder = holders.filter((each) => inside(each.dataset.holds)).sort((a, b) => b.dataset.holds.length - a.dataset.holds.length)[0];
      if (!holder) return;
      const note = el("p", { class: `found ${finding.severity}`, id: `found-${index}` }, `${finding.message}. ${finding.hint}`.trim());
      if (holder.parentElement.matches(".grid, .pair")) holder.after(note);
      else (holder.querySelector(":scope > .notes") ?? holder).append(note);
      const field = holder.querySelector(":scope > input, :scope > select, :scope > textarea");
      if (field) { field.setAttribute("aria-invalid", "true"); field.setAttribute("aria-describedby", note.id); }
      holder.closest("details")?.setAttribute("open", "");
    });
  }

  changed(field) {
    const { path, kind } = field.dataset;
    if (!path) return;
    const raw = field.value.trim();
    if (kind === "range") return this.changedRange(field.closest("[data-holds]"), path);
    if (!raw) return this.change({ do: "remove", path });
    const value = { number: () => Number(raw), list: () => raw.split(",").map((each) => each.trim()).filter(Boolean), truth: () => raw === "true" }[kind]?.() ?? raw;
    this.change({ do: "set", path, value });
  }

  changedRange(holder, path) {
    const [low, high] = [...holder.querySelectorAll("input")].map((each) => Number(each.value));
    if (low && high) this.change({ do: "set", path, value: [low, high] });
  }

  whole(values) {
    const about = el("fieldset", { class: "panel" }, el("legend", {}, "About"),
      this.field("Title", "title", values.title),
      this.field("One sentence about it", "summary", values.summary),
      el("div", { class: "pair" }, this.field("Usual length", "duration", values.duration, { placeholder: "30 min" }),
        this.select("Oil", "oil", values.oil, ["", ...this.facts.oils])),
      this.field("Your partner is", "receiver", values.receiver, { placeholder: "face down, arms beside the body" }),
      this.field("You are", "giver", values.giver, { placeholder: "beside the bed" }),
      this.field("Needed, with commas", "needs", list(values.needs), { kind: "list" }));
    const stages = Array.isArray(values.stages) ? values.stages : [];
    return [about,
      Array.isArray(values.prepare) ? el("fieldset", { class: "panel", "data-holds": "prepare" }, el("legend", {}, "Before the first stroke"),
        el("div", { class: "notes" }), this.items(values.prepare, "prepare"), this.adder("prepare", values.prepare.length, false)) : "",
      ...stages.map((stage, index) => this.stage(stage, `stages[${index}]`, index, stages.length)),
      el("p", {}, el("button", { type: "button", "data-do": "add-stage", on: { click: () => this.change({ do: "insert", path: `stages[${stages.length}]`,
        value: { name: `Stage ${stages.length + 1}`, strokes: [this.newStroke(stages)] } }) } }, "Add a stage")),
      this.close(values.close)];
  }

  newStroke(stages) {
    const last = stages.flatMap((stage) => (Array.isArray(stage?.strokes) ? stage.strokes : [])).filter((item) => item?.region).pop();
    return { technique: "effleurage", region: last?.region ?? "shoulders", pressure: 1, repeat: 5 };
  }

  close(close) {
    const values = close && typeof close === "object" ? close : {};
    return el("fieldset", { class: "panel", "data-holds": "close" }, el("legend", {}, "The end"), el("div", { class: "notes" }),
      close ? el("div", { class: "pair" }, this.field("Rest", "close.rest", values.rest, { placeholder: "60 s" }),
        this.field("Still hands", "close.hands", values.hands, { placeholder: "18 s" }))
        : el("p", { class: "quiet" }, "Still hands, a minute of rest, three bells. ",
          el("button", { type: "button", class: "link", "data-do": "add-close", on: { click: () => this.change({ do: "set", path: "close", value: { rest: "60 s" } }) } }, "Change it")));
  }

  stage(stage, path, index, count) {
    const values = stage && typeof stage === "object" ? stage : {};
    const items = Array.isArray(values.strokes) ? values.strokes : [];
    const minutes = Array.isArray(values.minutes) ? values.minutes : ["", ""];
    return el("details", { class: "panel stage", open: !this.closed.has(path), "data-path": path, "data-holds": path },
      el("summary", {}, el("span", {}, values.name || values.use || `Stage ${index + 1}`)),
      el("div", { class: "notes" }),
      values.use ? el("p", { class: "quiet" }, `Taken over from ${values.use}.`) : "",
      el("div", { class: "pair" }, this.field(values.use ? "Another title" : "Title", `${path}.name`, values.name),
        this.field("Rounds", `${path}.rounds`, values.rounds, { kind: "number", type: "number", min: "1", max: "20", placeholder: "1" })),
      el("div", { class: "pair", "data-holds": `${path}.minutes` },
        this.field("At least, minutes", `${path}.minutes`, minutes[0], { kind: "range", type: "number", min: "0.5", step: "0.5", plain: true }),
        this.field("At most, minutes", `${path}.minutes`, minutes[1], { kind: "range", type: "number", min: "0.5", step: "0.5", plain: true })),
      items.length ? this.items(items, `${path}.strokes`) : "",
      values.use ? "" : this.adder(`${path}.strokes`, items.length, true),
      el("div", { class: "buttons tools" }, el("span", { class: "quiet", "aria-hidden": "true" }, "This stage"),
        ...this.tools(path, index, count, values.name || `stage ${index + 1}`)));
  }

  items(items, path) {
    return el("ol", { class: "items" }, ...items.map((item, index) => {
      const own = `${path}[${index}]`;
      return item && typeof item === "object" && "technique" in item ? this.stroke(item, own, index, items.length) : this.step(item, own, index, items.length);
    }));
  }

  stroke(item, path, index, count) {
    const number = { kind: "number", type: "number", min: "1" };
    return el("li", { class: "item stroke", "data-holds": path }, el("div", { class: "notes" }),
      el("div", { class: "grid" },
        this.select("Technique", `${path}.technique`, item.technique, this.facts.techniques),
        this.select("Where", `${path}.region`, item.region, this.facts.regions),
        this.select("Side", `${path}.side`, item.side ?? "both", this.facts.sides),
        ...this.phases("Pressure", `${path}.pressure`, item.pressure, PRESSURES),
        this.field("Repetitions", `${path}.repeat`, item.repeat, number),
        this.field("Spots", `${path}.spots`, item.spots, number),
        ...this.phases("Time", `${path}.tempo`, item.tempo, null)),
      this.field("Path of the hands", `${path}.path`, item.path, { placeholder: "the technique's usual way" }),
      el("div", { class: "buttons tools" }, ...this.tools(path, index, count, item.technique)));
  }

  // Pressure and time stand as one value, or one for each phase.
  phases(label, path, value, options) {
    const pairs = value && typeof value === "object" ? Object.entries(value).map(([phase, each]) => [`${label}, ${phase}`, `${path}.${phase}`, each]) : [[label, path, value]];
    return pairs.map(([name, place, each]) => (options ? this.select(name, place, each, [["", "usual"], ...options], "number") : this.field(name, place, each, { placeholder: "usual" })));
  }

  step(item, path, index, count) {
    const kind = typeof item === "string" ? item : Object.keys(item ?? {}).find((key) => this.facts.steps.includes(key)) ?? "";
    const value = item && typeof item === "object" ? item[kind] : null;
    const timed = TIME_OF[kind] ?? "for";
    const fields = [];
    if (value && typeof value === "object") fields.push(el("p", { class: "quiet" }, "Written out in the text. ", this.lineButton(path)));
    else if (item && typeof item === "object") {
      fields.push(this.field(NAMES[kind] ?? kind, `${path}.${kind}`, value, { wide: true }));
      if (!["wait", "chime"].includes(kind)) fields.push(this.field("Time", `${path}.${timed}`, item[timed], { placeholder: "usual" }));
    } else fields.push(el("p", { class: "step-name" }, NAMES[kind] ?? kind));
    return el("li", { class: "item step", "data-holds": path }, el("div", { class: "notes" }), el("div", { class: "step-fields" }, ...fields),
      el("div", { class: "buttons tools" }, ...this.tools(path, index, count, NAMES[kind] ?? "step")));
  }

  lineButton(path) {
    const line = this.lines[path];
    return line ? el("button", { type: "button", class: "link", on: { click: () => this.goTo(line) } }, `Line ${line}`) : "";
  }

  tools(path, index, count, name) {
    const tool = (action, label, sign, enabled, work) => el("button", { type: "button", class: "tool", "aria-label": `${label}: ${name}`, title: label, "data-do": action, "data-path": path,
      disabled: !enabled, on: { click: work } }, sign);
    return [
      tool("up", "Move up", "↑", index > 0, () => this.change({ do: "move", path, by: -1 })),
      tool("down", "Move down", "↓", index < count - 1, () => this.change({ do: "move", path, by: 1 })),
      tool("remove", "Remove", "Remove", count > 1, () => this.change({ do: "remove", path })),
    ];
  }

  adder(path, count, strokes) {
    const steps = el("select", { "aria-label": "Add a step", "data-do": `step-${path}` }, el("option", { value: "" }, "Add a step …"),
      ...this.facts.steps.map((kind) => el("option", { value: kind }, NAMES[kind] ?? kind)));
    steps.addEventListener("change", (event) => {
      event.stopPropagation();
      if (steps.value) this.change({ do: "insert", path: `${path}[${count}]`, value: PLAIN_STEPS[steps.value] ?? steps.value });
    });
    return el("div", { class: "buttons adder" },
      strokes ? el("button", { type: "button", "data-do": `stroke-${path}`, on: { click: () => this.change({ do: "insert", path: `${path}[${count}]`,
        value: this.newStroke(JSON.parse(this.known).stages ?? []) }) } }, "Add a stroke") : "", steps);
  }

  field(label, path, value, { kind = "", type = "text", wide = false, plain = false, ...rest } = {}) {
    const id = `f-${path}-${label}`.replace(/[^A-Za-z0-9]+/g, "-");
    const input = el("input", { id, type, value: text(value), "data-path": path, "data-kind": kind, ...rest });
    return el("div", { class: wide ? "field wide" : "field", "data-holds": plain ? null : path }, el("label", { for: id }, label), input);
  }

  select(label, path, value, options, kind = "") {
    const id = `f-${path}-${label}`.replace(/[^A-Za-z0-9]+/g, "-");
    const pairs = options.map((option) => (Array.isArray(option) ? option : [option, option || "none"]));
    const shown = text(value);
    if (!pairs.some(([key]) => key === shown)) pairs.push([shown, shown]);
    const select = el("select", { id, "data-path": path, "data-kind": kind }, ...pairs.map(([key, name]) => el("option", { value: key, selected: key === shown }, name)));
    return el("div", { class: "field", "data-holds": path }, el("label", { for: id }, label), select);
  }
}

const list = (value) => (Array.isArray(value) ? value.join(", ") : value);
const text = (value) => (value === null || value === undefined || typeof value === "object" ? "" : String(value));
