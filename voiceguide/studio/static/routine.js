// One routine: what is chosen, what that makes of it, hearing it, ordering it.
import { announce, ask, byId, clock, el, facts, fill, later, remember, remembered, toast } from "./lib.js";
import { Safety } from "./safety.js";
import { hear, playing, start, stop } from "./sounds.js";

const given = facts();
const form = byId("options");
const minutes = byId("minutes");
const level = byId("level");
let planned = null;
let asking = null;
let touched = false;
const SHOWN_CHANGES = 3;

const one = (name) => form.querySelector(`input[name="${name}"]:checked`)?.value;

function choices() {
  return {
    minutes: Number(minutes.value),
    pace: Number(one("pace")),
    guidance: one("guidance"),
    voice: byId("voice").value,
    ambient: one("ambient"),
    level: 55 - Number(level.value),
    avoid: [...form.querySelectorAll('input[name="avoid"]:checked')].map((each) => each.value),
    earbud: one("earbud"),
    pacer: one("pacer"),
  };
}

async function plan() {
  asking?.abort();
  asking = new AbortController();
  byId("stages").classList.add("stale");
  try {
    const wished = choices();
    const answer = await ask("POST", "/api/plan", { routine: given.routine, choices: wished }, { signal: asking.signal });
    show(answer);
  } catch (error) {
    if (error.name === "AbortError") return;
    trouble(error.message);
  }
}

function trouble(text) {
  planned = null;
  byId("plan-problem").textContent = text;
  byId("plan-problem").hidden = false;
  byId("make").disabled = true;
  byId("preview").disabled = true;
  byId("bar-text").textContent = "";
}

function show(answer) {
  const low = Math.ceil(answer.shortest_s / 60);
  const high = Math.max(low, Math.floor(answer.longest_s / 60));
  minutes.min = low;
  minutes.max = high;
  if (!answer.possible) {
    minutes.value = Math.min(high, Math.max(low, Number(minutes.value)));
    showMinutes();
    return planned === "again" ? trouble(answer.problem) : (planned = "again", plan());
  }
  planned = answer;
  byId("plan-problem").hidden = true;
  byId("make").disabled = false;
  byId("preview").disabled = false;
  byId("range-out").textContent = `possible: ${low} to ${high} minutes`;
  showMinutes();
  const stages = answer.stages.filter((stage) => stage.seconds > 0);
  byId("stages").classList.remove("stale");
  byId("stages").replaceChildren(...stages.map((stage) => {
    const bar = el("span");
    bar.style.flexGrow = stage.seconds;
    return bar;
  }));
  byId("stages").setAttribute("aria-label", stages.map((stage) => `${stage.title} ${clock(stage.seconds)}`).join(", "));
  byId("stage-list").replaceChildren(...stages.map((stage) =>
    el("li", {}, el("b", {}, clock(stage.seconds)), ` ${stage.title}`)));
  showChanges(answer.changes);
  byId("bar-text").textContent = inShort();
}

// The first changes stand open; the others are a tap away.
function showChanges(changes) {
  const items = changes.map((change) => el("li", {}, change));
  const [first, others] = items.length > SHOWN_CHANGES + 1 ? [items.slice(0, SHOWN_CHANGES), items.slice(SHOWN_CHANGES)] : [items, []];
  byId("changes").hidden = !items.length;
  byId("change-list").replaceChildren(...first);
  const more = byId("more-changes");
  more.hidden = !others.length;
  more.querySelector("summary").textContent = `and ${others.length} more`;
  more.querySelector("ul").replaceChildren(...others);
}

const named = (name) => form.querySelector(`input[name="${name}"]:checked`)?.parentElement.querySelector("b").textContent ?? "";

function inShort() {
  return [`${minutes.value} min`, named("ambient"), named("guidance") === "Everything" ? "everything is said" : named("guidance")].filter(Boolean).join(" · ");
}

function showMinutes() {
  byId("minutes-out").textContent = `${minutes.value} min`;
  minutes.setAttribute("aria-valuetext", `${minutes.value} minutes`);
  fill(minutes);
}

function showLevel() {
  level.setAttribute("aria-valuetext", `${Math.round((100 * (level.value - level.min)) / (level.max - level.min))} percent`);
  fill(level);
}

const replan = later(180, plan);
const resample = later(350, () => {
  const now = playing();
  if (!now?.button.dataset.sample) return;
  stop();
  start(now.button, "/api/sample", wishFor(now.button.dataset.sample));
});

function wishFor(of) {
  const { voice, ambient, level: below } = choices();
  return { of, choices: of === "voice" ? { voice } : { voice, ambient, level: below } };
}

level.addEventListener("input", showLevel);
minutes.addEventListener("input", () => { touched = true; showMinutes(); replan(); });
form.addEventListener("change", (event) => {
  keep();
  const name = event.target.name || event.target.id;
  if (["pace", "guidance", "avoid"].includes(name)) replan();
  if (["ambient", "voice", "level"].includes(name)) resample();
  if (planned?.possible) byId("bar-text").textContent = inShort();
});
for (const button of form.querySelectorAll("[data-sample]"))
  button.addEventListener("click", () => hear(button, "/api/sample", wishFor(button.dataset.sample)));
byId("preview").addEventListener("click", async () => {
  const wish = { routine: given.routine, choices: choices(), safety: safety.answers };
  const heard = await hear(byId("preview"), "/api/preview", wish, refused);
  if (heard) byId("bar-text").textContent = `You hear: ${heard.title}`;
});

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  byId("make").disabled = true;
  try {
    await ask("POST", "/api/jobs", { routine: given.routine, choices: choices(), safety: safety.answers });
    stop();
    location.assign("/making");
  } catch (error) {
    byId("make").disabled = false;
    refused(error);
  }
});

function refused(error) {
  if (error.status === 409 && error.content.stop) safety.stop(error.content.stop);
  else toast(error.message);
}

// What was chosen last time comes back, except length and areas, which belong to the day.
function keep() {
  const { pace, guidance, voice, ambient, level: below, earbud, pacer } = choices();
  remember("choices", { pace, guidance, voice, ambient, level: below, earbud, pacer });
}

function restore() {
  const kept = remembered("choices", {});
  for (const name of ["pace", "guidance", "ambient", "earbud", "pacer"]) {
    const found = [...form.querySelectorAll(`input[name="${name}"]`)].find((each) => each.value === String(kept[name]));
    if (found) found.checked = true;
  }
  const voice = [...byId("voice").options].find((option) => option.value === kept.voice && !option.disabled);
  if (voice) byId("voice").value = voice.value;
  if (kept.level) level.value = 55 - kept.level;
}

const safety = new Safety(given.safety, (focus) => {
  if (!touched) minutes.value = given.minutes ?? 30;
  plan();
  if (focus) { minutes.focus({ preventScroll: true }); byId("cleared").scrollIntoView({ block: "nearest" }); announce("Nothing stands against it. Choose your session."); }
});

minutes.max = 240;
minutes.value = given.minutes ?? 30;
restore();
showMinutes();
showLevel();
safety.start();
