// The library: where each session was left, deleting, copying the feed's address.
import { announce, ask, byId, clock, remembered, toast } from "./lib.js";

const list = byId("sessions");

for (const item of list?.children ?? []) {
  const kept = remembered(`place.${item.dataset.session}`);
  const whole = Number(item.dataset.seconds);
  if (!kept || kept.at < 5 || kept.at > whole - 5) continue;
  const line = item.querySelector(".resume");
  line.hidden = false;
  line.querySelector(".meter > span").style.width = `${(100 * kept.at) / whole}%`;
  line.querySelector(".resume-text").textContent = `Stopped at ${clock(kept.at)}`;
}

list?.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-delete]");
  if (!button) return;
  const item = button.closest("li");
  byId("sure-text").textContent = `${item.querySelector("h2").textContent}, ${clock(Number(item.dataset.seconds))}. Its files go, too.`;
  byId("sure").returnValue = "no";
  byId("sure").showModal();
  await new Promise((done) => byId("sure").addEventListener("close", done, { once: true }));
  if (byId("sure").returnValue !== "yes") return;
  try {
    await ask("DELETE", `/api/sessions/${encodeURIComponent(item.dataset.session)}`);
    localStorage.removeItem(`voiceguide.place.${item.dataset.session}`);
    item.remove();
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
