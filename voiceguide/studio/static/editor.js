// The editor: one text, seen as a form and as YAML. Nothing that was written is lost: not by a slow answer, a second tab,
// a stopped studio or a killed browser.
import { address, ask, byId, facts, toast } from "./lib.js";
import { choose } from "./editor-conflict.js";
import { Doc } from "./editor-doc.js";
import { Draft, hearSaved, tellSaved } from "./editor-draft.js";
import { Form } from "./editor-form.js";
import { showFindings, showPlan } from "./editor-results.js";
import { TextSide } from "./editor-text.js";
import { hear } from "./sounds.js";

const given = facts();
const draft = new Draft(location.pathname);
let { name } = given;
let saved = { text: given.text, base: given.base };
let saving = null;
let elsewhere = false;

const doc = new Doc(given.text, given.routine, {
  show(told, how) {
    text.value = doc.text;
    if (!told) return;
    form.show(told, how);
    text.show(told.findings);
    showFindings(told, goTo);
    showPlan(told.plan);
  },
  state: bar,
  refused(error) { toast(error.message); form.draw(); },
});
const text = new TextSide(() => doc.typed(text.value));
const form = new Form(byId("form-side"), given, {
  change: (wish) => doc.change(wish),
  held: (path) => doc.pending.some((each) => each.path === path),
  typed: bar,
  goTo,
  reveal: (line) => text.reveal(line),
  listen,
});

function goTo(line) { side("text"); text.goTo(line); }

const dirty = () => doc.text !== saved.text || !doc.settled || form.typing.size > 0;

function bar() {
  const unsaved = dirty();
  byId("undo").hidden = !doc.before.length && doc.settled;
  byId("redo").hidden = !doc.after.length;
  byId("save").disabled = Boolean(saving) || (Boolean(name) && !unsaved);
  byId("save-as").hidden = !name;
  byId("bar-text").textContent = saving ? "Saving …" : doc.away ? "The studio does not answer. What you write is kept here." : unsaved ? "Not saved yet"
    : elsewhere ? "Changed elsewhere" : name ? "Saved" : "";
  const ready = Boolean(doc.routine) && !unsaved && doc.told?.ok;
  byId("play-it").hidden = !ready;
  if (ready) byId("play-it").href = address(`/routine/${encodeURIComponent(doc.routine)}`);
  if (unsaved) draft.keep({ text: doc.text, pending: [...doc.pending, ...form.unsaid()], base: saved.base });
  else draft.forget();
}

// Saves what is on the screen: what stands in fields goes into the text first. "Saved" is only said of what the disk holds.
function save(as, base) {
  saving ??= write(as, base).finally(() => { saving = null; bar(); });
  bar();
  return saving;
}

async function write(as, base) {
  form.commitAll();
  await doc.flush();
  const sent = doc.text;
  const answer = await ask("POST", "/api/write/save", { name: as, text: sent, routine: doc.routine, base });
  if (!answer.saved) throw new Error("The disk holds something else than was saved. Save again.");
  saved = { text: sent, base: answer.base };
  elsewhere = false;
  doc.routine = answer.routine;
  name = as;
  draft.forget();
  history.replaceState(null, "", address(`/write/${encodeURIComponent(doc.routine)}`));
  draft.key = new Draft(location.pathname).key;
  byId("editor-title").textContent = name;
  document.title = `${name} · voiceguide`;
  tellSaved(doc.routine);
  toast(answer.ok ? "Saved. It can be played." : "Saved as a draft: it can be played when everything is put right.", true);
}

async function saveOwn(base = saved.base) {
  if (!name) return askForName();
  try { await save(name, base); } catch (error) {
    if (error.status !== 409) return toast(error.message);
    await settle(error.content);
  }
}

// Somebody else saved it meanwhile: both are shown, and neither goes without being asked.
async function settle({ theirs, base }) {
  const wish = await choose(doc.text, theirs);
  if (wish === "mine") return saveOwn(base);
  if (wish === "new") return askForName();
  if (wish === "theirs") { saved = { text: theirs, base }; elsewhere = false; doc.replace(theirs); }
}

function askForName() {
  byId("name").value = name ? `${name}-2` : given.suggestion.replace("own.", "") || "";
  byId("name-problem").textContent = "";
  byId("naming").showModal();
}

// Whether the file is still what we began with; without changes of our own, the new one is shown at once.
async function lookAtDisk() {
  if (!name || saving) return;
  const { text: theirs, base } = await ask("GET", `/api/routines/${encodeURIComponent(doc.routine)}/text`);
  if (base === saved.base || saving) return;
  if (theirs === null || dirty()) { elsewhere = true; return bar(); }
  saved = { text: theirs, base };
  doc.replace(theirs);
  toast("This routine was changed elsewhere; it is shown as it is now. Undo brings back what was here.", true);
}

function listen(button) {
  form.commitAll();
  doc.flush().then(() => hear(button, "/api/write/listen", { text: doc.text, routine: doc.routine, path: button.dataset.path, on: button.dataset.listen === "on" }));
}

byId("save").addEventListener("click", () => saveOwn());
byId("save-as").addEventListener("click", askForName);
byId("no-name").addEventListener("click", () => byId("naming").close());
byId("naming-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  try {
    await save(byId("name").value.trim(), null);
    byId("naming").close();
  } catch (error) { byId("name-problem").textContent = error.message; }
});
const back = () => { form.commitAll(); return doc.undo(); };
byId("undo").addEventListener("click", back);
byId("redo").addEventListener("click", () => doc.redo());
addEventListener("beforeunload", (event) => { if (dirty() && draft.lost) event.preventDefault(); });
addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || document.querySelector("dialog[open]")) return;
  const key = event.key.toLowerCase();
  const work = key === "s" ? () => saveOwn() : key === "z" && event.shiftKey || key === "y" ? () => doc.redo() : key === "z" ? back : null;
  if (!work) return;
  event.preventDefault();
  work();
});
addEventListener("focus", () => lookAtDisk().catch(() => {}));
hearSaved((routine) => { if (routine === doc.routine) lookAtDisk().catch(() => {}); });

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

// What a tab that is no more had not saved comes back by itself.
async function begin() {
  text.value = given.text;
  const left = await draft.orphan();
  if (left && (left.text !== given.text || left.pending.length)) {
    if (left.base) saved.base = left.base;
    doc.replace(left.text);
    for (const wish of left.pending) doc.change(wish);
    toast("What was not saved is back. Undo takes it away again.", true);
  }
  bar();
  doc.run();
}
begin();
