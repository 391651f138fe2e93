// Small things that every part of the player uses.

export const byId = (id) => document.getElementById(id);

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

export function clock(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  const minutes = Math.floor(whole / 60) % 60;
  const tail = `${String(whole % 60).padStart(2, "0")}`;
  return whole >= 3600 ? `${Math.floor(whole / 3600)}:${String(minutes).padStart(2, "0")}:${tail}` : `${minutes}:${tail}`;
}

// Browsers built on WebKit or Blink do not colour the part of a slider that lies behind its thumb.
export function fill(range) {
  const share = (range.value - range.min) / (range.max - range.min || 1);
  range.style.setProperty("--at", `${(100 * share).toFixed(1)}%`);
}

export function remembered(key, fallback = null) {
  try { return JSON.parse(localStorage.getItem(`voiceguide.${key}`)) ?? fallback; } catch { return fallback; }
}

export function remember(key, value) {
  try { localStorage.setItem(`voiceguide.${key}`, JSON.stringify(value)); } catch { /* private windows may refuse */ }
}

export function lastAtOrBefore(times, at) {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle] <= at + 0.005) low = middle + 1; else high = middle;
  }
  return low - 1;
}
