// What is not saved yet, kept in this browser: a tab that was closed or killed gets it back. Two tabs may write the same
// routine; each keeps its own, and takes over only what no living tab holds.

const PREFIX = "voiceguide.draft.";
const ANSWER_MS = 250;
const tab = Math.random().toString(36).slice(2);
const channel = "BroadcastChannel" in window ? new BroadcastChannel("voiceguide-editor") : null;

let heard = () => {};
channel?.addEventListener("message", ({ data }) => {
  if (data.ask) channel.postMessage({ alive: tab });
  else heard(data);
});

export class Draft {
  constructor(page) { this.key = `${PREFIX}${page}.`; this.lost = false; }

  keep(content) {
    try {
      localStorage.setItem(this.key + tab, JSON.stringify({ ...content, at: Date.now() }));
      this.lost = false;
    } catch { this.lost = true; /* private windows may refuse: then the browser asks before the page is left */ }
  }

  forget() { try { localStorage.removeItem(this.key + tab); } catch { /* there was none */ } }

  // The newest draft of a tab that is no more, or null.
  async orphan() {
    let keys = [];
    try { keys = Object.keys(localStorage).filter((key) => key.startsWith(this.key)); } catch { return null; }
    if (!keys.length) return null;
    const alive = new Set();
    heard = (data) => { if (data.alive) alive.add(data.alive); };
    channel?.postMessage({ ask: true });
    await new Promise((done) => setTimeout(done, ANSWER_MS));
    heard = () => {};
    const found = keys.filter((key) => !alive.has(key.slice(this.key.length))).map((key) => [key, parsed(localStorage.getItem(key))]);
    const [newest] = found.filter(([, draft]) => draft).sort((one, other) => other[1].at - one[1].at);
    for (const [key] of found) localStorage.removeItem(key);
    return newest?.[1] ?? null;
  }
}

function parsed(text) {
  try { return JSON.parse(text); } catch { return null; }
}

// Tells other tabs that a routine was saved, and hears of it.
export function tellSaved(routine) { channel?.postMessage({ saved: routine }); }
export function hearSaved(work) { channel?.addEventListener("message", ({ data }) => { if (data.saved) work(data.saved); }); }
