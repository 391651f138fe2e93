// The library: where each session was left, deleting, copying the feed's address.
import { announce, ask, byId, clock, el, later, remember, remembered, toast } from "./lib.js";
import { openPlayer, unlocked } from "./open.js";
import { whenSafe } from "./safety.js";

const list = byId("sessions");
const items = [...(list?.children ?? [])];
const AT_ONCE = 24;
let most = AT_ONCE;
const stars = new Set(remembered("favourites", []));

for (const item of items) {
  const kept = remembered(`place.${item.dataset.session}`);
  const whole = Number(item.dataset.seconds);
  item.when = kept?.when ?? 0;
  if (!kept || kept.at < 5 || kept.at > whole - 5) continue;
  const line = item.querySelector(".resume");
  line.hidden = false;
  line.querySelector(".meter > span").style.width = `${(100 * kept.at) / whole}%`;
  line.querySelector(".resume-text").textContent = `Stopped at ${clock(kept.at)}`;
}

const ORDERS = {
  newest: () => 0,
  title: (a, b) => a.dataset.title.localeCompare(b.dataset.title),
  short: (a, b) => a.dataset.seconds - b.dataset.seconds,
  heard: (a, b) => b.when - a.when,
};

// What is looked for, in the order that is wished, some at a time: two hundred sessions are no wall.
function arrange() {
  const words = byId("search").value.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  const only = byId("favourites").getAttribute("aria-pressed") === "true";
  const found = items
    .filter((item) => words.every((word) => item.dataset.title.toLocaleLowerCase().includes(word)))
    .filter((item) => !only || stars.has(item.dataset.session))
    .sort(ORDERS[byId("sort").value]);
  const shown = new Set(found.slice(0, most));
  for (const item of items) {
    item.hidden = !shown.has(item);
    item.querySelector("[data-star]").setAttribute("aria-pressed", String(stars.has(item.dataset.session)));
  }
  list.append(...found);
  byId("more").hidden = found.length <= most;
  byId("more").textContent = `Show ${Math.min(AT_ONCE, found.length - most)} more`;
  const said = found.length === items.length ? "" : found.length ? `${found.length} of ${items.length}` : "None found.";
  if (byId("found").textContent !== said) byId("found").textContent = said;
}

if (list) {
  byId("search").addEventListener("input", later(120, () => { most = AT_ONCE; arrange(); }));
  byId("sort").value = remembered("sort", "newest");
  byId("sort").addEventListener("change", () => { remember("sort", byId("sort").value); arrange(); });
  byId("favourites").addEventListener("click", (event) => {
    const button = event.currentTarget;
    button.setAttribute("aria-pressed", String(button.getAttribute("aria-pressed") !== "true"));
    arrange();
  });
  byId("more").addEventListener("click", () => { most += AT_ONCE; arrange(); });
  arrange();
}

list?.addEventListener("click", (event) => {
  const item = event.target.closest("li.session");
  if (event.target.closest("[data-star]")) {
    if (!stars.delete(item.dataset.session)) stars.add(item.dataset.session);
    remember("favourites", [...stars]);
    arrange();
  }
  if (!event.target.closest("[data-play]")) return;
  whenSafe(item.dataset.routine, "play", () => openPlayer(`/session/${encodeURIComponent(item.dataset.session)}`, unlocked()))
    .catch((error) => toast(error.message));
});

list?.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-delete]");
  if (!button) return;
  const item = button.closest("li");
  byId("sure-text").replaceChildren(el("bdi", {}, item.dataset.title), `, ${clock(Number(item.dataset.seconds))}. Its files go, too.`);
  byId("sure").returnValue = "no";
  byId("sure").showModal();
  await new Promise((done) => byId("sure").addEventListener("close", done, { once: true }));
  if (byId("sure").returnValue !== "yes") return;
  try {
    await ask("DELETE", `/api/sessions/${encodeURIComponent(item.dataset.session)}`);
    localStorage.removeItem(`voiceguide.place.${item.dataset.session}`);
    item.remove();
    items.splice(items.indexOf(item), 1);
    arrange();
    announce("Deleted");
    if (!list.children.length) location.reload();
    else byId("main").focus();
  } catch (error) { toast(error.message); }
});

byId("copy")?.addEventListener("click", async () => {
  const field = byId("feed");
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
    toast("Copied", true);
  } catch { announce("The address is marked: copy it now."); }
});
