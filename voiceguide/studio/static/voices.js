// Natural voices are added by a button, with progress; one that has been added can be chosen and heard at once.
import { announce, ask, byId, el, toast } from "./lib.js";

const EVERY_MS = 500;

export function offerVoices() {
  const list = byId("addable");
  list?.addEventListener("click", async (event) => {
    const row = event.target.closest("button") && event.target.closest("li");
    if (!row) return;
    delete row.dataset.told;
    try {
      show(await ask("POST", "/api/voices", { name: row.dataset.voice }));
      watch();
    } catch (error) { toast(error.message); }
  });
  if (list) ask("GET", "/api/voices").then((states) => { if (show(states, false)) watch(); }).catch(() => {});
}

async function watch() {
  try {
    if (show(await ask("GET", "/api/voices"))) setTimeout(watch, EVERY_MS);
  } catch (error) { toast(error.message); }
}

// Shows how each goes; whether any still does. What failed is told once, and not again when the page is opened anew.
function show(states, tell = true) {
  let going = false;
  for (const row of [...byId("addable").children]) {
    const state = states[row.dataset.voice];
    if (!state) continue;
    const button = row.querySelector("button");
    going ||= state.state === "adding";
    row.querySelector(".meter").hidden = state.state !== "adding";
    row.querySelector(".meter > span").style.width = `${state.percent}%`;
    button.disabled = state.state === "adding";
    button.textContent = state.state === "adding" ? `${state.percent} %` : "Add";
    if (state.state === "failed" && row.dataset.told !== state.error) { row.dataset.told = state.error; if (tell) toast(state.error); }
    if (state.state === "added") choose(row);
  }
  return going;
}

function choose(row) {
  const [title, about] = [row.querySelector("b").textContent, row.querySelector("small").textContent];
  const radio = el("input", { type: "radio", name: "voice", value: row.dataset.voice });
  byId("voices").append(el("label", {}, radio, el("span", {}, el("b", {}, title), el("small", {}, about))));
  row.remove();
  radio.click();
  announce(`${title} was added and is chosen.`);
}
