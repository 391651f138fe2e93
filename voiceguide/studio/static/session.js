// The player in the studio: the session's own address, what is still being made, and what may come after it.
import { Player } from "./player/js/player.js";
import { Balance } from "./balance.js";
import { address, announce, ask, byId, facts, toast } from "./lib.js";
import { whenSafe } from "./safety.js";

const HELD = "The sound is held up. It goes on by itself.";
const OVER = ["done", "failed", "cancelled"];

export function start({ play = false } = {}) {
  const given = facts();
  const player = new Player({
    data: given.data,
    id: given.id,
    artwork: given.cover,
    ping: (signal) => ask("GET", "/api/alive", undefined, { signal }),
    again: (_how, go) => whenSafe(given.routine, "play", go).catch((error) => toast(error.message)),
  });
  player.begin();
  const balance = new Balance({ player, balance: given.balance, of: given.id, made: !given.job });
  if (given.job) new Making(given, player, balance).listen();
  else offer(given.id);
  if (play) player.play();
}

// The download appears when the file is there.
function offer(session) {
  const save = byId("save");
  save.href = address(`/sessions/${encodeURIComponent(session)}/files/audio`);
  save.hidden = false;
}

class Making {
  constructor(given, player, balance) {
    this.balance = balance;
    this.job = given.job;
    this.player = player;
    this.line = byId("made");
  }

  listen() {
    this.source = new EventSource(address("/api/jobs/events"));
    this.source.addEventListener("message", (event) => this.take(JSON.parse(event.data)));
    addEventListener("pagehide", () => this.source.close());
  }

  take(jobs) {
    const job = jobs.find((each) => each.id === this.job);
    if (!job) return;
    const words = { waiting: "Waits for the one before", running: `Being made: ${job.percent} %`, stopping: "Stopping …", cancelled: "Cancelled" };
    this.line.textContent = words[job.state] ?? job.message ?? "";
    this.line.hidden = job.state === "done";
    this.player.reason = { waiting: "It waits for the session before it.", running: this.player.now > 1 ? "This part is still being made. It plays as soon as it is there." : "Its beginning is being made." }[job.state] ?? HELD;
    byId("trouble-share").textContent = job.state === "running" ? `${job.percent} %` : "";
    if (job.state === "failed") this.player.trouble([job.message, job.hint].filter(Boolean).join(" "));
    if (!OVER.includes(job.state)) return;
    this.source.close();
    if (job.state === "done") this.done(job.session);
  }

  // Now what is said when is known for certain; the sound goes on undisturbed.
  async done(session) {
    announce("The whole session is made.");
    offer(session);
    this.balance.done(session, address(`/sessions/${encodeURIComponent(session)}/sound`));
    history.replaceState(history.state, "", address(`/session/${encodeURIComponent(session)}`));
    try {
      this.player.better(session, await ask("GET", `/api/sessions/${encodeURIComponent(session)}`));
    } catch (error) { toast(error.message); }
  }
}
