// What the check found, and what the session would be like.
import { byId, clock, el } from "./lib.js";

export function showFindings(told, goTo) {
  const errors = told.findings.filter((finding) => finding.severity === "error").length;
  const hints = told.findings.length - errors;
  const verdict = byId("verdict");
  const words = errors
    ? `${errors} thing${errors === 1 ? "" : "s"} to put right before it can be played`
    : hints ? `It can be played; ${hints} thing${hints === 1 ? "" : "s"} to consider` : "Safe and sound: it can be played";
  if (verdict.textContent !== words) verdict.textContent = words;
  verdict.className = `verdict ${errors ? "bad" : hints ? "fair" : "good"}`;
  const order = { error: 0, warning: 1 };
  const sorted = [...told.findings].sort((a, b) => order[a.severity] - order[b.severity]);
  byId("findings").replaceChildren(...sorted.map((finding) => el("li", { class: finding.severity },
    el("p", { dir: "auto" }, finding.line
      ? el("button", { type: "button", class: "link", on: { click: () => goTo(finding.line) } }, `Line ${finding.line}`)
      : el("span", { class: "quiet" }, finding.elsewhere ? `In ${finding.elsewhere}` : "As a whole"),
    ` ${finding.message}.`.replace(/([.?!])\.$/, "$1")),
    finding.reason ? el("p", { class: "quiet" }, finding.reason) : null,
    finding.hint ? el("p", { class: "quiet" }, finding.hint) : null)));
}

export function showPlan(plan) {
  const place = byId("plan");
  if (!plan) return place.classList.add("stale");
  place.classList.remove("stale");
  if (!plan.possible) return place.replaceChildren(el("p", { class: "warn", dir: "auto" }, plan.problem));
  const stages = plan.stages.filter((stage) => stage.seconds > 0);
  const bars = stages.map((stage) => {
    const bar = el("span", { title: `${stage.title} ${clock(stage.seconds)}` });
    bar.style.flexGrow = stage.seconds;
    return bar;
  });
  const named = (side) => ({ both: "both sides", "": "" })[side] ?? side;
  place.replaceChildren(
    el("h2", {}, "Plan"),
    el("p", { class: "plan-line" }, el("b", {}, clock(plan.seconds)), ` · ${plan.words_per_minute} words a minute · possible ${clock(plan.shortest_s)} to ${clock(plan.longest_s)}`),
    el("div", { class: "stages", "aria-hidden": "true" }, ...bars),
    el("ul", { class: "stage-list" }, ...stages.map((stage) => el("li", {}, el("b", {}, clock(stage.seconds)), " ", el("bdi", {}, stage.title)))),
    el("h3", {}, "Hands on, by side"),
    el("ul", { class: "side-list" }, ...plan.sides.map((row) => el("li", {}, `${row.region}: `,
      Object.entries(row.seconds).map(([side, seconds]) => `${named(side)} ${clock(seconds)}`).join(", ")))),
  );
}
