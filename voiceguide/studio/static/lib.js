// Small things every page uses: asking the studio, making elements, clocks, telling people.

export function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "on") for (const [event, work] of Object.entries(value)) made.addEventListener(event, work);
    else if (name in made && typeof value !== "string") made[name] = value;
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

export const byId = (id) => document.getElementById(id);

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
    response = await fetch(path, options);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Refusal(0, { error: "The studio does not answer.", hint: "Is it still running?" });
  }
  const text = await response.text();
  let answer = {};
  try { answer = text ? JSON.parse(text) : {}; } catch { /* a refusal without words */ }
  if (!response.ok) throw new Refusal(response.status, answer);
  return answer;
}

export function clock(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  const minutes = Math.floor(whole / 60) % 60;
  const tail = `${String(whole % 60).padStart(2, "0")}`;
  return whole >= 3600 ? `${Math.floor(whole / 3600)}:${String(minutes).padStart(2, "0")}:${tail}` : `${minutes}:${tail}`;
}

export function inWords(seconds) {
  const whole = Math.max(1, Math.round(seconds));
  if (whole < 58) return `about ${whole < 10 ? whole : Math.round(whole / 5) * 5} s`;
  return `about ${Math.round(whole / 60)} min`;
}

// Browsers built on WebKit or Blink do not colour the part of a slider that lies behind its thumb.
export function fill(range) {
  const share = (range.value - range.min) / (range.max - range.min || 1);
  range.style.setProperty("--at", `${(100 * share).toFixed(1)}%`);
}

export function announce(text) {
  const news = byId("news");
  news.textContent = "";
  setTimeout(() => { news.textContent = text; }, 50);
}

export function toast(text, good = false) {
  const shown = el("p", good ? { class: "good" } : {}, text);
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

export function remembered(key, fallback = null) {
  try { return JSON.parse(localStorage.getItem(`voiceguide.${key}`)) ?? fallback; } catch { return fallback; }
}

export function remember(key, value) {
  try { localStorage.setItem(`voiceguide.${key}`, JSON.stringify(value)); } catch { /* private windows may refuse */ }
}
