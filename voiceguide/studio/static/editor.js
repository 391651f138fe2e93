// The editor: one text, seen as a form and as YAML. Every change is looked at by the studio, which sends back what it
// found, the values for the form, and the plan.
import { ask, byId, facts, later, toast } from "./lib.js";
import { Form } from "./editor-form.js";
import { TextSide } from "./editor-text.js";
import { showFindings, showPlan } from "./editor-results.js";

const given = facts();
let routine = given.routine;
let name = given.name;
let saved = given.text;
let asking = null;
let told = null;
const before = [];

const text = new TextSide(() => { changed(); look(); });
const form = new Form(byId("form-side"), given, change, (line) => { side("text"); text.goTo(line); }, (line) => text.reveal(line));

const lookSoon = later(220, lookNow);
function look() { lookSoon(); }

async function lookNow() {
  asking?.abort();
  asking = new AbortController();
  try {
    show(await ask("POST", "/api/write/look", { text: text.value, routine }, { signal: asking.signal }));
  } catch (error) {
    if (error.name !== "AbortError") toast(error.message);
  }
}

// A change made in the form: the studio makes it in the text.
async function change(wish) {
  asking?.abort();
  try {
    const answer = await ask("POST", "/api/write/edit", { text: text.value, routine, change: wish });
    before.push(text.value);
    text.value = answer.text;
    changed();
    show(answer);
  } catch (error) {
    toast(error.message);
    if (told) form.show(told, true);
  }
}

function show(answer) {
  told = answer;
  form.show(answer);
  text.show(answer.findings);
  showFindings(answer, (line) => { side("text"); text.goTo(line); });
  showPlan(answer.plan);
  bar();
}

function changed() {
  bar();
}

function bar() {
  const dirty = text.value !== saved;
  byId("undo").disabled = !before.length;
  byId("save").disabled = Boolean(name) && !dirty;
  byId("save-as").hidden = !name;
  byId("bar-text").textContent = dirty ? "Not saved yet" : name ? "Saved" : "";
  const ready = Boolean(routine) && !dirty && told?.ok;
  byId("play-it").hidden = !ready;
  if (ready) byId("play-it").href = `/routine/${encodeURIComponent(routine)}`;
}

async function save(as, replace) {
  const answer = await ask("POST", "/api/write/save", { name: as, text: text.value, routine, replace });
  saved = text.value;
  routine = answer.routine;
  name = as;
  history.replaceState(null, "", `/write/${encodeURIComponent(routine)}`);
  byId("editor-title").textContent = name;
  document.title = `${name} · voiceguide`;
  bar();
  toast(answer.ok ? "Saved. It can be played." : "Saved as a draft: it can be played when everything is put right.", true);
}

function askForName() {
  byId("name").value = name ? `${name}-2` : given.suggestion.replace("own.", "") || "";
  byId("name-problem").textContent = "";
  byId("naming").showModal();
}

byId("save").addEventListener("click", async () => {
  if (!name) return askForName();
  try { await save(name, true); } catch (error) { toast(error.message); }
});
byId("save-as").addEventListener("click", askForName);
byId("no-name").addEventListener("click", () => byId("naming").close());
byId("naming-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  try {
    await save(byId("name").value.trim(), false);
    byId("naming").close();
  } catch (error) { byId("name-problem").textContent = error.message; }
});
byId("undo").addEventListener("click", () => {
  const last = before.pop();
  if (last === undefined) return;
  text.value = last;
  lookNow();
});
addEventListener("beforeunload", (event) => { if (text.value !== saved) event.preventDefault(); });
addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key === "s") { event.preventDefault(); byId("save").click(); }
});

// On a narrow screen one side is shown at a time.
const tabs = { form: byId("form-tab"), text: byId("text-tab") };
function side(which) {
  document.querySelector(".editor").dataset.side = which;
  for (const [key, tab] of Object.entries(tabs)) {
    tab.setAttribute("aria-selected", String(key === which));
    tab.tabIndex = key === which ? 0 : -1;
  }
  text.resize();
}
for (const [key, tab] of Object.entries(tabs)) {
  tab.addEventListener("click", () => side(key));
  tab.addEventListener("keydown", (event) => {
    if (!["ArrowLeft", "ArrowRight"].includes(event.key)) return;
    const other = key === "form" ? "text" : "form";
    side(other);
    tabs[other].focus();
  });
}

text.value = given.text;
bar();
lookNow();
