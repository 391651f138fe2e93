// Lock screen, earbuds and keyboards with media keys: next and previous are the next and previous stroke.

export function connectKeys({ sound, go, at, play, pause, previousStroke, nextStroke }) {
  if (!navigator.mediaSession) return;
  const handlers = {
    play,
    pause,
    stop: pause,
    previoustrack: previousStroke,
    nexttrack: nextStroke,
    seekbackward: (asked) => go(at() - (asked?.seekOffset ?? 15), { play: false }),
    seekforward: (asked) => go(at() + (asked?.seekOffset ?? 15), { play: false }),
    seekto: (asked) => go(asked.seekTime, { play: false }),
  };
  for (const [action, handler] of Object.entries(handlers)) {
    try { navigator.mediaSession.setActionHandler(action, handler); } catch { /* this browser has no such key */ }
  }
  sound.addEventListener("timeupdate", () => {
    if (!Number.isFinite(sound.duration)) return;
    try {
      navigator.mediaSession.setPositionState({ duration: sound.duration, position: Math.min(at(), sound.duration), playbackRate: 1 });
    } catch { /* the duration changed just now */ }
  });
}

export function tellSystem({ title, stage, album, artwork }) {
  if (!navigator.mediaSession || !window.MediaMetadata) return;
  navigator.mediaSession.metadata = new MediaMetadata({
    title,
    artist: stage,
    album,
    artwork: artwork ? [{ src: artwork, sizes: "640x640", type: "image/jpeg" }] : [],
  });
}
