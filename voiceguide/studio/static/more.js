// What stands behind "More": half and half, names, the day, telling the time, a second voice, music between the parts,
// earbuds and signals. What belongs to the day (half and half, the occasion) is kept apart from what stays.
import { byId } from "./lib.js";

const DAY = ["swap", "occasion"];
const REPLAN = ["swap", "occasion", "halfway", "countdown", "every"];
const RADIOS = ["occasion", "earbud", "pacer"];

const one = (name) => byId("more").querySelector(`input[name="${name}"]:checked`)?.value;

function names() {
  return [byId("giver").value.trim(), byId("receiver").value.trim()];
}

export function moreChoices() {
  const told = names();
  return {
    swap: one("swap") === "yes",
    names: told.every(Boolean) ? told : [],
    occasion: one("occasion"),
    halfway: byId("halfway").checked,
    countdown: byId("countdown").checked,
    every: Number(byId("every").value),
    receiver_voice: byId("receiver-voice").value,
    interlude: byId("interlude").value,
    earbud: one("earbud"),
    pacer: one("pacer"),
  };
}

// What of some choices belongs to the day, and what stays.
export function parted(choices) {
  const day = Object.fromEntries(DAY.filter((name) => name in choices).map((name) => [name, choices[name]]));
  const rest = Object.fromEntries(Object.entries(choices).filter(([name]) => !DAY.includes(name)));
  return { day, rest };
}

function choose(name, value) {
  for (const each of byId("more").querySelectorAll(`input[name="${name}"]`)) each.checked = each.value === value;
}

function select(id, value) {
  const box = byId(id);
  if ([...box.options].some((each) => each.value === String(value))) box.value = value;
}

export function restoreMore(kept) {
  if ("swap" in kept) choose("swap", kept.swap ? "yes" : "");
  for (const name of RADIOS) if (kept[name]) choose(name, kept[name]);
  for (const name of ["halfway", "countdown"]) if (name in kept) byId(name).checked = kept[name];
  if (kept.names) [byId("giver").value, byId("receiver").value] = [kept.names[0] ?? "", kept.names[1] ?? ""];
  select("every", kept.every);
  select("receiver-voice", kept.receiver_voice);
  select("interlude", kept.interlude);
  showMore();
}

// Closed, it still says what is set in it.
export function showMore() {
  const told = names();
  byId("names-problem").hidden = told.every(Boolean) || !told.some(Boolean);
  byId("hear-second").hidden = !byId("receiver-voice").value;
  const chosen = moreChoices();
  const interlude = byId("interlude");
  byId("more-set").textContent = [
    chosen.swap && "half and half",
    chosen.names.length && "names",
    chosen.occasion !== "none" && byId("more").querySelector('input[name="occasion"]:checked').parentElement.textContent.trim().toLowerCase(),
    (chosen.halfway || chosen.countdown || chosen.every) && "the time",
    chosen.receiver_voice && "two voices",
    interlude.selectedIndex > 0 && "music between",
    chosen.earbud !== "both" && "one earbud",
  ].filter(Boolean).join(", ");
}

// Told of every change, and whether the plan follows it; names wait until both are there.
export function connectMore(changed) {
  byId("more").addEventListener("input", (event) => {
    showMore();
    const name = event.target.name || event.target.id;
    changed(REPLAN.includes(name) || event.target.type === "text");
  });
}
