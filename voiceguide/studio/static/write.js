// The list of routines to write: deleting one's own.
import { ask, byId, el, toast } from "./lib.js";

byId("own")?.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-delete]");
  if (!button) return;
  const item = button.closest("li");
  byId("sure-text").replaceChildren(el("bdi", {}, item.querySelector("b").textContent), ". Sessions made from it stay.");
  byId("sure").returnValue = "no";
  byId("sure").showModal();
  await new Promise((done) => byId("sure").addEventListener("close", done, { once: true }));
  if (byId("sure").returnValue !== "yes") return;
  try {
    await ask("DELETE", `/api/routines/${encodeURIComponent(item.dataset.routine)}`);
    location.reload();
  } catch (error) { toast(error.message); }
});
