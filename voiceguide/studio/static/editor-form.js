// The form side. Every field knows its place in the routine ("stages[0].strokes[1].repeat") and asks for one change.
import { el } from "./lib.js";
import { moved } from "./editor-doc.js";
import { patchChildren } from "./editor-patch.js";

const TIME_OF = { say: "wait" };
const PLAIN_STEPS = { wait: { wait: "10 s" }, chime: "chime", "check-in": "check-in", breathe: "breathe", settle: { settle: "30 s" },
  "turn-over": { "turn-over": "the back" }, say: { say: "Take your time." }, oil: { oil: "Warm a little more in your hands." },
  hold: { hold: "upper back" }, uncover: { uncover: "the leg" }, cover: { cover: "the leg" } };
const NAMES = { say: "Words", wait: "Wait", "check-in": "Check-in", breathe: "Breath", oil: "Oil", settle: "Settle in", "turn-over": "Turn over",
  hold: "Still hands", uncover: "Uncover", cover: "Cover", chime: "Chime" };
const PRESSURES = [["1", "1 · feather"], ["2", "2 · light"], ["3", "3 · firm"], ["4", "4 · leaning"]];

export class Form {
  // `change(wish)` asks for a change of the text, `goTo(line)` and `reveal(line)` show a line of it, `listen(button)` plays.
  // `held(path)` tells whether a change of a place is not in the text yet; `typed()` is called at every key.
  constructor(place, facts, { change, goTo, reveal, listen, held, typed }) {
    Object.assign(this, { place, facts, change, goTo, held, typed });
    this.typing = new Map();
    this.half = new WeakSet();
    place.addEventListener("input", (event) => this.soon(event.target));
    place.addEventListener("change", (event) => { if (event.target.dataset.do?.startsWith("step-")) this.addStep(event.target); else this.commit(event.target); });
    place.addEventListener("focusout", (event) => { this.commit(event.target); setTimeout(() => this.draw(), 0); });
    place.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (button?.dataset.listen) listen(button);
      else if (button) this.pressed(button);
    });
    place.addEventListener("focusin", (event) => {
      const line = this.told?.lines[event.target.closest("[data-path]")?.dataset.path];
      if (line) reveal(line);
    });
  }

  // What the studio found. `changes` are those that are in the text since what was shown last: fields move with theirs.
  show(told, { changes = [], force = false } = {}) {
    if (told) this.told = told;
    for (const each of changes) this.follow(each);
    this.draw(force);
  }

  follow(change) {
    if (change.do === "set") return;
    for (const node of this.place.querySelectorAll("[data-path], [data-holds]"))
      for (const name of ["path", "holds"]) if (node.dataset[name]) node.dataset[name] = moved(node.dataset[name], change) || "gone";
  }

  draw(force = false) {
    if (!this.told) return;
    this.place.classList.toggle("stale", !this.told.values);
    for (const old of this.place.querySelectorAll(".found")) old.remove();
    if (this.told.values) {
      const fresh = el("section", {}, ...this.whole(this.told.values));
      const own = (field) => this.typing.has(field) || this.half.has(field) || this.held(field.dataset.path);
      patchChildren(this.place, fresh, (field) => !own(field) && (force || field !== document.activeElement));
    }
    this.mark(this.told.findings);
  }

  // While somebody types, a field asks for its change when there is a pause; at once when it is left, or to save.
  soon(field) {
    if (!field.dataset.path || field.dataset.do) return;
    clearTimeout(this.typing.get(field));
    this.typing.set(field, setTimeout(() => this.commit(field), 350));
    this.typed();
  }

  commit(field) {
    if (!this.typing.has(field)) return;
    clearTimeout(this.typing.get(field));
    this.typing.delete(field);
    this.changed(field);
  }

  commitAll() { for (const field of [...this.typing.keys()]) this.commit(field); }

  // What stands in fields and was not asked for yet, as changes.
  unsaid() { return [...this.typing.keys()].map((field) => this.wish(field)).filter(Boolean); }

  // Each finding beside the field it is about, or else at the nearest thing around it.
  mark(findings) {
    const holders = [...this.place.querySelectorAll("[data-holds]")];
    findings.forEach((finding, index) => {
      if (!finding.key) return;
      const inside = (path) => finding.key === path || finding.key.startsWith(`${path}.`) || finding.key.startsWith(`${path}[`);
      const holder = holders.filter((each) => inside(each.dataset.holds)).sort((a, b) => b.dataset.holds.length - a.dataset.holds.length)[0];
      if (!holder) return;
      const note = el("p", { class: `found ${finding.severity}`, dir: "auto", id: `found-${index}` }, `${finding.message}. ${finding.hint}`.trim());
      if (holder.parentElement.matches(".grid, .pair")) holder.after(note);
      else (holder.querySelector(":scope > .notes") ?? holder).append(note);
      const field = holder.querySelector(":scope > input, :scope > select, :scope > textarea");
      if (field) { field.setAttribute("aria-invalid", "true"); field.setAttribute("aria-describedby", `${note.id} ${field.id}-help`); }
      holder.closest("details")?.setAttribute("open", "");
    });
  }

  changed(field) {
    const wish = this.wish(field);
    if (wish) this.change(wish);
  }

  wish(field) {
    const { path, kind } = field.dataset;
    if (!path || path === "gone") return null;
    const raw = field.value.trim();
    if (kind === "range") {
      const both = [...field.closest("[data-holds]").querySelectorAll("input")];
      const [low, high] = both.map((each) => Number(each.value));
      for (const each of both) this.half[low && high ? "delete" : "add"](each);
      return low && high ? { do: "set", path, value: [low, high] } : null;
    }
    if (!raw) return valueAt(this.told?.values, path) === undefined ? null : { do: "remove", path };
    return { do: "set", path, value: kind === "number" ? Number(raw) : kind === "list" ? raw.split(",").map((each) => each.trim()).filter(Boolean) : raw };
  }

  // Every button says in its data what it does; places are read when it is pressed, as they may have moved.
  pressed(button) {
    const { do: action, path } = button.dataset;
    const stages = Array.isArray(this.told?.values?.stages) ? this.told.values.stages : [];
    this.commitAll();
    if (action === "up" || action === "down") this.change({ do: "move", path, by: action === "up" ? -1 : 1 });
    else if (action === "remove") this.change({ do: "remove", path });
    else if (action === "line") this.goTo(Number(button.dataset.line));
    else if (action === "add-close") this.change({ do: "set", path: "close", value: { rest: "60 s" } });
    else if (action === "add-stage") this.change({ do: "insert", path: `stages[${stages.length}]`,
      value: { name: `Stage ${stages.length + 1}`, strokes: [this.newStroke(stages)] } });
    else if (action?.startsWith("stroke-")) this.change({ do: "insert", path: `${path}[${button.dataset.count}]`, value: this.newStroke(stages) });
  }

  addStep(select) {
    const { path, count } = select.dataset;
    if (!select.value) return;
    this.commitAll();
    this.change({ do: "insert", path: `${path}[${count}]`, value: PLAIN_STEPS[select.value] ?? select.value });
    select.value = "";
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
      el("p", { "data-key": "add" }, el("button", { type: "button", "data-do": "add-stage" }, "Add a stage")),
      this.close(values.close)];
  }

  newStroke(stages) {
    const last = stages.flatMap((stage) => (Array.isArray(stage?.strokes) ? stage.strokes : [])).filter((item) => item?.region).pop();
    return { technique: "effleurage", region: last?.region ?? "shoulders", pressure: 1, repeat: 5 };
  }

  close(close) {
    const values = close && typeof close === "object" ? close : {};
    return el("fieldset", { class: "panel", "data-holds": "close" }, el("legend", {}, "The end"), el("div", { class: "notes" }),
      close ? el("div", { class: "pair" }, this.field("Rest", "close.rest", values.rest, { placeholder: "60 s", about: "close" }),
        this.field("Still hands", "close.hands", values.hands, { placeholder: "18 s", about: "close" }))
        : el("p", { class: "quiet" }, "Still hands, a minute of rest, three bells. ",
          el("button", { type: "button", class: "link", "data-do": "add-close" }, "Change it")));
  }

  stage(stage, path, index, count) {
    const values = stage && typeof stage === "object" ? stage : {};
    const items = Array.isArray(values.strokes) ? values.strokes : [];
    const minutes = Array.isArray(values.minutes) ? values.minutes : ["", ""];
    return el("details", { class: "panel stage", open: true, "data-path": path, "data-holds": path },
      el("summary", {}, el("span", { dir: "auto" }, values.name || values.use || `Stage ${index + 1}`)),
      el("div", { class: "notes" }),
      values.use ? el("p", { class: "quiet" }, `Taken over from ${values.use}.`) : "",
      el("div", { class: "pair" }, this.field(values.use ? "Another title" : "Title", `${path}.name`, values.name, { about: "stage" }),
        this.field("Rounds", `${path}.rounds`, values.rounds, { about: "stage", kind: "number", type: "number", min: "1", max: "20", placeholder: "1" })),
      el("div", { class: "pair", "data-holds": `${path}.minutes` },
        this.field("At least, minutes", `${path}.minutes`, minutes[0], { about: "stage.minutes", kind: "range", type: "number", min: "0.5", step: "0.5", plain: true }),
        this.field("At most, minutes", `${path}.minutes`, minutes[1], { about: "stage.minutes", kind: "range", type: "number", min: "0.5", step: "0.5", plain: true })),
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
    const number = { kind: "number", type: "number", min: "1", about: "stroke" };
    const stroke = { about: "stroke" };
    return el("li", { class: "item stroke", "data-holds": path }, el("div", { class: "notes" }),
      el("div", { class: "grid" },
        this.select("Technique", `${path}.technique`, item.technique, this.facts.techniques, stroke),
        this.select("Where", `${path}.region`, item.region, this.facts.regions, stroke),
        this.select("Side", `${path}.side`, item.side ?? "both", this.facts.sides, stroke),
        ...this.phases("Pressure", `${path}.pressure`, item.pressure, PRESSURES),
        this.field("Repetitions", `${path}.repeat`, item.repeat, number),
        this.field("Spots", `${path}.spots`, item.spots, number),
        ...this.phases("Time", `${path}.tempo`, item.tempo, null)),
      this.field("Path of the hands", `${path}.path`, item.path, { placeholder: "the technique's usual way", about: "stroke" }),
      el("div", { class: "buttons tools" },
        el("button", { type: "button", class: "tool hear", "data-listen": "this", "data-key": "hear", "data-path": path }, el("span", {}, "Listen")),
        el("button", { type: "button", class: "tool hear", "data-listen": "on", "data-key": "hear on", "data-path": path }, el("span", {}, "From here")),
        ...this.tools(path, index, count, item.technique)));
  }

  // Pressure and time stand as one value, or one for each phase.
  phases(label, path, value, options) {
    const pairs = value && typeof value === "object" ? Object.entries(value).map(([phase, each]) => [`${label}, ${phase}`, `${path}.${phase}`, each]) : [[label, path, value]];
    const about = `stroke.${label === "Time" ? "tempo" : "pressure"}`;
    return pairs.map(([name, place, each]) => (options ? this.select(name, place, each, [["", "usual"], ...options], { kind: "number", about })
      : this.field(name, place, each, { placeholder: "usual", about })));
  }

  step(item, path, index, count) {
    const kind = typeof item === "string" ? item : Object.keys(item ?? {}).find((key) => this.facts.steps.includes(key)) ?? "";
    const value = item && typeof item === "object" ? item[kind] : null;
    const timed = TIME_OF[kind] ?? "for";
    const fields = [];
    if (value && typeof value === "object") fields.push(el("p", { class: "quiet" }, "Written out in the text. ", this.lineButton(path)));
    else if (item && typeof item === "object") {
      fields.push(this.field(NAMES[kind] ?? kind, `${path}.${kind}`, value, { wide: true, about: `step.${kind}` }));
      if (!["wait", "chime"].includes(kind)) fields.push(this.field("Time", `${path}.${timed}`, item[timed], { placeholder: "usual", about: `step.${kind}` }));
    } else fields.push(el("p", { class: "step-name" }, NAMES[kind] ?? kind));
    return el("li", { class: "item step", "data-holds": path }, el("div", { class: "notes" }), el("div", { class: "step-fields" }, ...fields),
      el("div", { class: "buttons tools" }, ...this.tools(path, index, count, NAMES[kind] ?? "step")));
  }

  lineButton(path) {
    const line = this.lines[path];
    return line ? el("button", { type: "button", class: "link", "data-do": "line", "data-line": String(line) }, `Line ${line}`) : "";
  }

  tools(path, index, count, name) {
    const tool = (action, label, sign, serves) =>
      serves ? el("button", { type: "button", class: "tool", "aria-label": `${label}: ${name}`, title: label, "data-do": action, "data-path": path }, sign) : null;
    return [
      tool("up", "Move up", "↑", index > 0),
      tool("down", "Move down", "↓", index < count - 1),
      tool("remove", "Remove", "Remove", count > 1),
    ].filter(Boolean);
  }

  adder(path, count, strokes) {
    const steps = el("select", { "aria-label": "Add a step", "data-do": `step-${path}`, "data-path": path, "data-count": String(count) }, el("option", { value: "" }, "Add a step …"),
      ...this.facts.steps.map((kind) => el("option", { value: kind }, NAMES[kind] ?? kind)));
    return el("div", { class: "buttons adder", "data-key": "adder" },
      strokes ? el("button", { type: "button", "data-do": `stroke-${path}`, "data-path": path, "data-count": String(count) }, "Add a stroke") : "", steps);
  }

  // `ask` names the table and key of the format whose sentence explains the field while it is written in.
  field(label, path, value, { kind = "", type = "text", wide = false, plain = false, about = "", ...rest } = {}) {
    const id = `f-${path}-${label}`.replace(/[^A-Za-z0-9]+/g, "-");
    const help = this.help(about, path, id);
    const input = el("input", { id, type, value: text(value), "data-path": path, "data-kind": kind, "data-key": label, autocomplete: "off", dir: "auto", "aria-describedby": help ? `${id}-help` : null, ...rest });
    return el("div", { class: wide ? "field wide" : "field", "data-holds": plain ? null : path, "data-key": label }, el("label", { for: id }, label), input, help);
  }

  select(label, path, value, options, { kind = "", about = "" } = {}) {
    const id = `f-${path}-${label}`.replace(/[^A-Za-z0-9]+/g, "-");
    const help = this.help(about, path, id);
    const pairs = options.map((option) => (Array.isArray(option) ? option : [option, option || "none"]));
    const shown = text(value);
    if (!pairs.some(([key]) => key === shown)) pairs.push([shown, shown]);
    const select = el("select", { id, "data-path": path, "data-kind": kind, "data-key": label, "aria-describedby": help ? `${id}-help` : null },
      ...pairs.map(([key, name]) => el("option", { value: key }, name)));
    select.value = shown;
    return el("div", { class: "field", "data-holds": path, "data-key": label }, el("label", { for: id }, label), select, help);
  }

  help(about, path, id) {
    const [table, key = path.split(".").at(-1).replace(/\[\d+\]$/, "")] = (about || "routine").split(".");
    const sentence = this.facts.help[table]?.[key];
    return sentence ? el("p", { class: "help", id: `${id}-help` }, sentence) : null;
  }
}

const list = (value) => (Array.isArray(value) ? value.join(", ") : value);
const text = (value) => (value === null || value === undefined || typeof value === "object" ? "" : String(value));

function valueAt(values, path) {
  return path.split(/[.[\]]+/).filter(Boolean).reduce((value, step) => value?.[step], values);
}
