// One page plays at a time: whoever begins tells the others, and they pause.

export function playAlone(sound, onOther) {
  let line = null;
  try { line = new BroadcastChannel("voiceguide.playing"); } catch { return; }
  const me = Math.random();
  sound.addEventListener("play", () => line.postMessage(me));
  line.addEventListener("message", (event) => {
    if (event.data === me || sound.paused) return;
    sound.pause();
    onOther();
  });
}
