// Plays previews and samples: one at a time, the same button stops it.
import { address, announce, ask, byId, toast } from "./lib.js";

const clip = byId("clip");
let current = null;
let asking = null;

clip.addEventListener("ended", stop);
clip.addEventListener("error", () => { if (current) { stop(); toast("This sound cannot be played."); } });

export function stop() {
  asking?.abort();
  asking = null;
  if (!clip.paused) clip.pause();
  current?.button.classList.remove("playing", "loading");
  if (current?.button.lastElementChild) current.button.lastElementChild.textContent = current.words;
  current = null;
}

export const playing = () => current;

// Asks for a sound and plays it; again while it plays, it stops. `wish` gives the path and what to send.
export async function hear(button, path, content, refused) {
  const again = current?.button === button;
  stop();
  if (again) return null;
  return start(button, path, content, refused);
}

export async function start(button, path, content, refused = (error) => toast(error.message)) {
  const words = button.lastElementChild.textContent;
  current = { button, words };
  button.classList.add("loading");
  asking = new AbortController();
  const mine = asking;
  try {
    const answer = await ask("POST", path, content, { signal: mine.signal });
    if (asking !== mine) return null;
    clip.src = address(`/clips/${answer.clip}`);
    await clip.play();
    button.classList.remove("loading");
    button.classList.add("playing");
    button.lastElementChild.textContent = "Stop";
    announce("Playing");
    return answer;
  } catch (error) {
    if (error.name === "AbortError") return null;
    stop();
    refused(error);
    return null;
  }
}
