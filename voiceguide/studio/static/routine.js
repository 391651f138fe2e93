// One routine: is today a good day, what is chosen, what that makes of it, hearing it, playing it.
import { address, announce, ask, byId, clock, el, facts, fill, later, remember, remembered, toast } from "./lib.js";
import { connectMore, moreChoices, parted, restoreMore } from "./more.js";
import { playNew, rememberLast, unlocked } from "./open.js";
import { Safety } from "./safety.js";
import { hear, playing, start, stop } from "./sounds.js";
import { offerVoices } from "./voices.js";

const given = facts();
const form = byId("options");
const minutes = byId("minutes");
const level = byId("level");
const presets = [...form.querySelectorAll('input[name="preset"]')];
const ORDER = ["play-it", "make", "preview"];
const TODAY = `today.${given.routine}`;
const KEPT_MS = 12 * 3600_000;
let planned = null;
let asking = null;
let nearest = false;
let safety = null;
let answers = null;

const one = (name) => form.querySelector(`input[name="${name}"]:checked`)?.value;

function choices() {
  return {
    minutes: Number(minutes.value),
    pace: Number(one("pace")),
    guidance: one("guidance"),
    voice: one("voice") ?? "auto",
    ambient: one("ambient"),
    level: 55 - Number(level.value),
    avoid: [...form.querySelectorAll('input[name="avoid"]:checked')].map((each) => each.value),
    ...moreChoices(),
  };
}

const order = () => ({ routine: given.routine, choices: choices(), title: given.title, safety: answers });

async function plan() {
  asking?.abort();
  asking = new AbortController();
  byId("stages").classList.add("stale");
  try {
    show(await ask("POST", "/api/plan", { routine: given.routine, choices: choices() }, { signal: asking.signal }));
  } catch (error) {
    if (error.name !== "AbortError") trouble(error.message);
  }
}

// Why nothing can be ordered stands beside the buttons that are asleep.
function awake(reason) {
  for (const id of ORDER) byId(id).disabled = Boolean(reason);
  byId("why-not").textContent = reason;
  byId("why-not").hidden = !reason;
}

function trouble(text) {
  planned = null;
  byId("plan-problem").textContent = text;
  byId("plan-problem").hidden = false;
  awake(text);
}

function show(answer) {
  const low = Math.ceil(answer.shortest_s / 60);
  const high = Math.max(low, Math.floor(answer.longest_s / 60));
  minutes.min = low;
  minutes.max = high;
  for (const preset of presets) preset.parentElement.hidden = preset.value < low || preset.value > high;
  if (!answer.possible) {
    minutes.value = Math.min(high, Math.max(low, Number(minutes.value)));
    showMinutes();
    if (nearest) return trouble(answer.problem);
    nearest = true;
    return plan();
  }
  nearest = false;
  planned = answer;
  byId("plan-problem").hidden = true;
  awake("");
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
    el("li", {}, el("b", {}, clock(stage.seconds)), " ", el("bdi", {}, stage.title))));
  byId("lost").hidden = !answer.lost.length;
  byId("lost-list").replaceChildren(...answer.lost.map((each) => el("li", { dir: "auto" }, each.replace(/ left out\.$/, ""))));
  bar();
}

const named = (name) => form.querySelector(`input[name="${name}"]:checked`)?.parentElement.querySelector("b").textContent ?? "";

function bar() {
  const without = [...form.querySelectorAll('input[name="avoid"]:checked')].map((each) => each.parentElement.textContent.trim());
  byId("bar-text").textContent = [`${minutes.value} min`, one("swap") ? "half and half" : "", named("ambient"), named("guidance") === "Everything" ? "everything is said" : named("guidance"),
    without.length ? `without ${without.join(", ")}` : ""].filter(Boolean).join(" · ");
}

function showMinutes() {
  byId("minutes-out").textContent = `${minutes.value} min`;
  minutes.setAttribute("aria-valuetext", `${minutes.value} minutes`);
  for (const preset of presets) preset.checked = preset.value === minutes.value;
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
  const { voice, receiver_voice: second, ambient, level: below } = choices();
  if (of === "receiver") return { of: "voice", choices: { voice: second } };
  return { of, choices: of === "voice" ? { voice } : { voice, ambient, level: below } };
}

// What was chosen last time comes back; length, areas and who receives belong to the routine and the day.
function keep() {
  const { minutes: length, avoid, ...others } = choices();
  const { day, rest } = parted(others);
  remember("choices", rest);
  remember(TODAY, { ...day, minutes: length, avoid, when: Date.now() });
}

function restore() {
  const kept = remembered("choices", {});
  const choose = (name, value) => {
    const found = [...form.querySelectorAll(`input[name="${name}"]`)].find((each) => each.value === String(value));
    if (found) found.checked = true;
  };
  for (const name of ["pace", "guidance", "voice", "ambient"]) choose(name, kept[name]);
  if (kept.level) level.value = 55 - kept.level;
  const last = remembered("last");
  const today = remembered(TODAY);
  const day = today && Date.now() - today.when < KEPT_MS ? today : last?.routine === given.routine ? last.choices : null;
  minutes.max = 240;
  minutes.value = day?.minutes ?? given.minutes ?? 30;
  restoreMore({ ...kept, ...parted(day ?? {}).day });
  if (day) for (const box of form.querySelectorAll('input[name="avoid"]')) box.checked = day.avoid.includes(box.value);
}

function connect() {
  level.addEventListener("input", showLevel);
  minutes.addEventListener("input", () => { showMinutes(); keep(); replan(); });
  byId("lengths").addEventListener("change", (event) => { minutes.value = event.target.value; showMinutes(); keep(); replan(); });
  connectMore((planChanges) => {
    keep();
    if (planChanges) replan();
  });
  form.addEventListener("change", (event) => {
    keep();
    const name = event.target.name || event.target.id;
    if (["pace", "guidance", "avoid"].includes(name)) replan();
    if (["ambient", "voice", "level", "receiver-voice"].includes(name)) resample();
    if (planned?.possible) bar();
  });
  for (const button of form.querySelectorAll("[data-sample]"))
    button.addEventListener("click", () => hear(button, "/api/sample", wishFor(button.dataset.sample)));
  byId("preview").addEventListener("click", async () => {
    if (stale()) { stop(); return begin(false); }
    const heard = await hear(byId("preview"), "/api/preview", order(), refused);
    if (heard) byId("bar-text").replaceChildren("You hear: ", el("bdi", {}, heard.title));
  });
  form.addEventListener("submit", (event) => { event.preventDefault(); play(); });
  byId("make").addEventListener("click", make);
  byId("change-safety").addEventListener("click", () => begin(true));
}

// Answers hold for half an hour: a page that was left open asks once more.
const stale = () => safety.stale(answers);

async function play() {
  if (stale()) return begin(false);
  stop();
  keep();
  awake("One moment …");
  try {
    await playNew(order(), unlocked());
  } catch (error) {
    awake("");
    refused(error);
  }
}

async function make() {
  if (stale()) return begin(false);
  awake("One moment …");
  try {
    const made = await ask("POST", "/api/jobs", order());
    rememberLast(order());
    location.assign(made.session ? address("/library") : address("/making"));
  } catch (error) {
    awake("");
    refused(error);
  }
}

function refused(error) {
  if (error.status === 409 && error.content.stop) { form.hidden = true; safety.stop(error.content.stop); }
  else toast(error.message);
}

async function begin(anew) {
  form.hidden = true;
  answers = (anew ? null : safety.kept) ?? await safety.ask({ anew });
  byId("safety-notes").replaceChildren(...safety.notes().map((note) => el("li", {}, note)));
  form.hidden = false;
  plan();
  scrollTo({ top: 0 });
  byId("play-it").focus({ preventScroll: true });
  announce("Nothing stands against it. Choose your session, or play it.");
}

async function open() {
  restore();
  showMinutes();
  showLevel();
  connect();
  offerVoices();
  const questions = await ask("GET", `/api/safety/${encodeURIComponent(given.routine)}`);
  safety = new Safety(byId("safety"), questions, { onBack: () => location.assign(address("/")) });
  await begin(false);
}

open().catch((error) => toast(error.message));
