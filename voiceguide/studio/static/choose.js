// Filters the cards by region.
import { announce } from "./lib.js";

const group = document.querySelector(".filters");
const buttons = [...group.querySelectorAll("button")];
const cards = [...document.querySelectorAll(".card")];
group.hidden = buttons.length < 3;

group.addEventListener("click", (event) => {
  const chosen = event.target.closest("button");
  if (!chosen) return;
  const region = chosen.dataset.region;
  for (const button of buttons) button.setAttribute("aria-pressed", String(button === chosen));
  for (const card of cards) card.hidden = Boolean(region) && !card.dataset.regions.split("|").includes(region);
  announce(`${cards.filter((card) => !card.hidden).length} routines`);
});
