// Small things every page uses: asking the studio, making elements, clocks, telling people.

import { byId, clock, el, fill, remember, remembered } from "./player/js/tools.js";

export { byId, clock, el, fill, remember, remembered };

// Every address of the studio lies below a prefix of its own: write address("/library"), never "/library" alone.
const ROOT = new URL("../..", import.meta.url).pathname.replace(/\/$/, "");
export const address = (path) => ROOT + path;

export const facts = () => JSON.parse(byId("facts").textContent);

export class Refusal extends Error {
  constructor(status, content) {
    super([content.error, content.hint].filter(Boolean).join(" ") || "The studio did not answer.");
    this.status = status;
    this.content = content;
  }
}

export async function ask(method, path, content, { signal } = {}) {
  const options = { method, signal, headers: {} };
  if (content !== undefined) {
    options.body = JSON.stringify(content);
    options.headers["content-type"] = "application/json";
  }
  let response;
  try {
    response = await fetch(address(path), options);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Refusal(0, { error: "The studio does not answer.", hint: "Is it still running?" });
  }
  noticeRestart(response.headers.get("x-voiceguide-start"));
  const text = await response.text();
  let answer = {};
  try { answer = text ? JSON.parse(text) : {}; } catch { /* a refusal without words */ }
  if (!response.ok) throw new Refusal(response.status, answer);
  return answer;
}

// Every answer names the start of the studio it comes from. A page that is still open after a restart goes on.
let start = null;
function noticeRestart(now) {
  if (start && now && start !== now) {
    toast("The studio was restarted. This page goes on.", true);
    dispatchEvent(new Event("studio-restarted"));
  }
  start = now ?? start;
}

// A page may have become the player (see open.js): Back and Forward between the two load what the address says.
addEventListener("popstate", (event) => {
  if (Boolean(event.state?.player) !== Boolean(byId("player"))) location.reload();
});

export function inWords(seconds) {
  const whole = Math.max(1, Math.round(seconds));
  if (whole < 58) return `about ${whole < 10 ? whole : Math.round(whole / 5) * 5} s`;
  return `about ${Math.round(whole / 60)} min`;
}

export function announce(text) {
  const news = byId("news") ?? byId("player-news");
  news.textContent = "";
  setTimeout(() => { news.textContent = text; }, 50);
}

export function toast(text, good = false) {
  const shown = el("p", { class: good ? "good" : "", dir: "auto" }, text);
  byId("toasts").append(shown);
  setTimeout(() => shown.remove(), good ? 4000 : 9000);
}

export function later(milliseconds, work) {
  let timer;
  return (...given) => {
    clearTimeout(timer);
    timer = setTimeout(() => work(...given), milliseconds);
  };
}
