// The first page: what was chosen last time is one tap away; the cards can be filtered by region.
import { address, announce, byId, el, facts, remembered, toast } from "./lib.js";
import { playNew, unlocked } from "./open.js";
import { whenSafe } from "./safety.js";

const group = document.querySelector(".filters");
const buttons = [...group.querySelectorAll("button")];
const cards = [...document.querySelectorAll(".card")];
group.hidden = buttons.length < 3;

group.addEventListener("click", (event) => {
  const chosen = event.target.closest("button");
  if (!chosen) return;
  const region = chosen.dataset.region;
  for (const button of buttons) {
    button.setAttribute("aria-pressed", String(button === chosen));
    button.tabIndex = button === chosen ? 0 : -1;
  }
  for (const card of cards) card.hidden = Boolean(region) && !card.dataset.regions.split("|").includes(region);
  announce(`${cards.filter((card) => !card.hidden).length} routines`);
});

// One stop for the keyboard; the arrows go from one to the next.
for (const button of buttons.slice(1)) button.tabIndex = -1;
group.addEventListener("keydown", (event) => {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  const next = buttons[buttons.indexOf(document.activeElement) + (step ?? 0)];
  if (!step || !next) return;
  event.preventDefault();
  next.focus();
  next.click();
});

const evening = () => (new Date().getHours() >= 17 ? "Tonight" : "Today");

// "Tonight: 20 minutes, shoulders": the second tap is the answer to the reminder.
function again() {
  const last = remembered("last");
  const routine = last && facts().routines[last.routine];
  if (!routine) return;
  const minutes = last.choices.minutes ?? routine.minutes;
  const without = last.choices.avoid?.length ? ` · ${last.choices.avoid.length} left out` : "";
  byId("again-title").textContent = `${evening()}: ${minutes} minutes, ${routine.regions.slice(0, 2).join(" and ")}`;
  const about = () => byId("again-about").replaceChildren("Again: ", el("bdi", {}, routine.title), without);
  about();
  byId("again-change").href = address(`/routine/${encodeURIComponent(last.routine)}`);
  byId("again").hidden = false;
  byId("again-play").addEventListener("click", async () => {
    byId("again-play").disabled = true;
    byId("again-about").textContent = "One moment …";
    try {
      await whenSafe(last.routine, "play", (safety) =>
        playNew({ routine: last.routine, choices: last.choices, title: routine.title, safety }, unlocked()));
    } catch (error) { toast(error.message); }
    if (!byId("again-play")) return; // the page has become the player
    byId("again-play").disabled = false;
    about();
  });
}

again();
