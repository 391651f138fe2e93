// The number of sessions being made, in the navigation of every page.
import { address, ask, el } from "./lib.js";

const tab = document.getElementById("making-tab");

export function showCount(jobs) {
  if (!tab) return;
  const busy = jobs.filter((job) => ["waiting", "running", "stopping"].includes(job.state)).length;
  tab.querySelector(".count")?.remove();
  if (busy) tab.append(el("span", { class: "count" }, String(busy), el("span", { class: "unseen" }, " being made")));
  return busy;
}

async function look() {
  if (document.hidden) return setTimeout(look, 4000);
  try {
    const busy = showCount(await ask("GET", "/api/jobs"));
    if (busy) setTimeout(look, 4000);
  } catch { /* the next page asks again */ }
}

if (tab && location.pathname !== address("/making")) look();
