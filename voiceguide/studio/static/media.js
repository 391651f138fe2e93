// Lock screen, earbuds and keyboards with media keys: next and previous are the next and previous stroke.

export function connectKeys({ sound, go, at, toggle, previousStroke, nextStroke }) {
  if (!navigator.mediaSession) return;
  const handlers = {
    play: () => { if (sound.paused) toggle(); },
    pause: () => { if (!sound.paused) toggle(); },
    stop: () => sound.pause(),
    previoustrack: previousStroke,
    nexttrack: nextStroke,
    seekbackward: (asked) => go(at() - (asked.seekOffset ?? 15), { play: false }),
    seekforward: (asked) => go(at() + (asked.seekOffset ?? 15), { play: false }),
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

export function tellSystem(session, move, title, id) {
  if (!navigator.mediaSession) return;
  navigator.mediaSession.metadata = new MediaMetadata({
    title: move.title,
    artist: session.chapters[move.stage]?.title ?? title,
    album: title,
    artwork: [{ src: `/covers/session/${encodeURIComponent(id)}`, sizes: "640x640", type: "image/jpeg" }],
  });
}
