// What is being made, live. The queue lives in the studio: a reload, or another device, shows the same.
import { announce, ask, byId, el, inWords, toast } from "./lib.js";
import { showCount } from "./tab.js";

const list = byId("jobs");
const rows = new Map();

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
    message: el("p", { class: "warn" }),
    buttons: el("div", { class: "buttons" }),
    last: "",
  };
  made.meter.append(made.bar);
  made.item = el("li", { class: "job" },
    el("img", { src: `/covers/routine/${encodeURIComponent(job.routine)}`, alt: "", width: "640", height: "640" }),
    el("div", {}, el("h2", {}, job.title), el("p", { class: "quiet" }, job.about)),
    el("div", { class: "what" }, made.meter, el("p", { class: "line" }, made.state, made.time), made.message, made.buttons));
  list.append(made.item);
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
    made.last = job.state;
    made.buttons.replaceChildren(...buttons(job));
  }
}

function buttons(job) {
  const stop = (words) => el("button", { type: "button", on: { click: () => remove(job) } }, words);
  if (job.state === "done")
    return [el("a", { class: "button primary", href: `/session/${encodeURIComponent(job.session)}` }, "Listen"), stop("Take off the list")];
  if (job.state === "failed" || job.state === "cancelled")
    return [el("a", { class: "button", href: `/routine/${encodeURIComponent(job.routine)}` }, "Try again"), stop("Take off the list")];
  return job.state === "stopping" ? [] : [stop("Cancel")];
}

async function remove(job) {
  try { await ask("DELETE", `/api/jobs/${job.id}`); } catch (error) { toast(error.message); }
}

function showAll(jobs) {
  const known = new Set(jobs.map((job) => job.id));
  for (const [id, made] of rows) if (!known.has(id)) { made.item.remove(); rows.delete(id); }
  jobs.forEach(show);
  byId("no-jobs").hidden = jobs.length > 0;
  showCount(jobs);
  const running = jobs.find((job) => job.state === "running");
  document.title = `${running ? `${running.percent} % · ` : ""}Making · voiceguide`;
}

let source = null;
function listen() {
  if (source) return;
  source = new EventSource("/api/jobs/events");
  source.addEventListener("message", (event) => showAll(JSON.parse(event.data)));
  source.addEventListener("error", () => { if (source?.readyState === EventSource.CLOSED) { source = null; setTimeout(listen, 3000); } });
}

addEventListener("pagehide", () => { source?.close(); source = null; });
addEventListener("pageshow", listen);
document.addEventListener("visibilitychange", () => {
  if (document.hidden) { source?.close(); source = null; } else listen();
});
listen();
