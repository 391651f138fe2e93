// What is being made, live. The queue lives in the studio: a reload, or another device, shows the same.
import { address, announce, ask, byId, el, inWords, remember, remembered, toast } from "./lib.js";
import { openPlayer, unlocked } from "./open.js";
import { whenSafe } from "./safety.js";
import { showCount } from "./tab.js";

const list = byId("jobs");
const rows = new Map();
let over = [];
let ready = "";

// The last of what was seen being made here opens when it is done; it plays when it is told to.
const wish = byId("open-done");
wish.checked = remembered("open-done", true);
wish.addEventListener("change", () => remember("open-done", wish.checked));

function line(job) {
  if (job.state === "waiting") return job.ahead === 1 ? "Next, when the one before is done" : `Waiting: ${job.ahead} before it`;
  if (job.state === "running") return `${job.stage} · ${job.percent} %`;
  return { stopping: "Stopping …", done: "Ready", failed: "This did not work", cancelled: "Cancelled" }[job.state];
}

function row(job) {
  const made = {
    state: el("span", { class: "state" }),
    time: el("span", {}),
    bar: el("span", {}),
    meter: el("div", { class: "meter", role: "progressbar", "aria-label": `Making ${job.title}`, "aria-valuemin": "0", "aria-valuemax": "100" }),
    message: el("p", { class: "warn", dir: "auto" }),
    buttons: el("div", { class: "buttons" }),
    last: "",
  };
  made.meter.append(made.bar);
  made.item = el("li", { class: "job" },
    el("img", { src: address(`/covers/routine/${encodeURIComponent(job.routine)}`), alt: "", width: "640", height: "640" }),
    el("div", {}, el("h2", { dir: "auto" }, job.title), el("p", { class: "quiet" }, job.about)),
    el("div", { class: "what" }, made.meter, el("p", { class: "line" }, made.state, made.time), made.message, made.buttons));
  list.prepend(made.item); // the newest on top
  return made;
}

function show(job) {
  const made = rows.get(job.id) ?? row(job);
  rows.set(job.id, made);
  made.item.className = `job ${job.state}`;
  const over = ["done", "failed", "cancelled"].includes(job.state);
  made.meter.hidden = over || job.state === "waiting";
  made.bar.style.width = `${job.percent}%`;
  made.meter.setAttribute("aria-valuenow", job.percent);
  made.meter.setAttribute("aria-valuetext", `${job.percent} percent, ${job.stage}`);
  made.state.textContent = line(job);
  made.time.textContent = job.state === "running" ? `${inWords(job.left_s)} left` : "";
  made.message.textContent = [job.message, job.hint].filter(Boolean).join(" ");
  made.message.hidden = !job.message;
  if (made.last !== job.state) {
    if (made.last) announce(`${job.title}: ${line(job)}`);
    if (made.last && job.state === "done") ready = job.session;
    made.last = job.state;
    made.buttons.replaceChildren(...buttons(job));
  }
}

function buttons(job) {
  const stop = (words) => el("button", { type: "button", on: { click: () => remove(job) } }, words);
  if (job.state === "done")
    return [playing(job, `/session/${encodeURIComponent(job.session)}`), stop("Take off the list")];
  if (job.state === "failed" || job.state === "cancelled")
    return [el("a", { class: "button", href: address(`/routine/${encodeURIComponent(job.routine)}`) }, "Try again"), stop("Take off the list")];
  return job.state === "stopping" ? [] : [playing(job, `/listen/${job.id}`), stop("Cancel")];
}

// Listening need not wait until all is made.
function playing(job, path) {
  return el("button", { type: "button", class: "primary", on: { click: () =>
    whenSafe(job.routine, "play", () => openPlayer(path, unlocked())).catch((error) => toast(error.message)) } }, "Play");
}

byId("clear").addEventListener("click", async () => {
  for (const id of over) await ask("DELETE", `/api/jobs/${id}`).catch((error) => toast(error.message));
});

async function remove(job) {
  try { await ask("DELETE", `/api/jobs/${job.id}`); } catch (error) { toast(error.message); }
}

function showAll(jobs) {
  const known = new Set(jobs.map((job) => job.id));
  for (const [id, made] of rows) if (!known.has(id)) { made.item.remove(); rows.delete(id); }
  jobs.forEach(show);
  over = jobs.filter((job) => ["done", "failed", "cancelled"].includes(job.state)).map((job) => job.id);
  byId("clear").hidden = over.length < 2;
  byId("no-jobs").hidden = jobs.length > 0;
  showCount(jobs);
  if (ready && wish.checked && over.length === jobs.length) location.assign(address(`/session/${encodeURIComponent(ready)}`));
  const running = jobs.find((job) => job.state === "running");
  document.title = `${running ? `${running.percent} % · ` : ""}Making · voiceguide`;
}

let source = null;
function listen() {
  if (source) return;
  source = new EventSource(address("/api/jobs/events"));
  source.addEventListener("message", (event) => showAll(JSON.parse(event.data)));
  source.addEventListener("open", () => { byId("away").hidden = true; ask("GET", "/api/alive").catch(() => {}); }); // which tells of a restart
  source.addEventListener("error", () => { byId("away").hidden = false; });
  source.addEventListener("error", () => { if (source?.readyState === EventSource.CLOSED) { source = null; setTimeout(listen, 3000); } });
}

addEventListener("pagehide", () => { source?.close(); source = null; });
addEventListener("pageshow", listen);
document.addEventListener("visibilitychange", () => {
  if (document.hidden) { source?.close(); source = null; } else listen();
});
listen();
