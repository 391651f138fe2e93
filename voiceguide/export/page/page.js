"use strict";
(() => {
  const by = (id) => document.getElementById(id);
  const data = JSON.parse(by("data").textContent);
  const sound = by("sound"), seek = by("seek"), follow = by("follow"), play = by("play");
  const marks = data.chapters, moves = data.moves;
  const links = [...document.querySelectorAll("#chapters a")];
  const cues = [...document.querySelectorAll("#text span[data-at]")];
  const starts = cues.map((cue) => Number(cue.dataset.at));
  const stops = cues.map((cue) => Number(cue.dataset.to));
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  let chapter = -1, current = -1, held = false;

  const clock = (seconds) => {
    const whole = Math.max(0, Math.floor(seconds)), hours = Math.floor(whole / 3600);
    const minutes = String(Math.floor(whole / 60) % 60), rest = String(whole % 60).padStart(2, "0");
    return hours ? `${hours}:${minutes.padStart(2, "0")}:${rest}` : `${minutes}:${rest}`;
  };
  const lastAt = (times, now) => {
    let low = 0, high = times.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (times[middle] <= now + 0.01) low = middle + 1; else high = middle;
    }
    return low - 1;
  };
  const chapterStarts = marks.map((mark) => mark.at), moveStarts = moves.map((move) => move.at);

  const go = (seconds, start) => {
    sound.currentTime = Math.min(Math.max(0, seconds), data.seconds - 0.1);
    show();
    if (start) begin();
  };
  const begin = () => sound.play().catch(() => {});
  const toggle = () => (sound.paused ? begin() : sound.pause());
  const step = (count) => {
    const now = sound.currentTime, here = lastAt(chapterStarts, now);
    const target = count < 0 && now - chapterStarts[here] > 4 ? here : here + count;
    go(chapterStarts[Math.min(Math.max(target, 0), marks.length - 1)], false);
  };

  const count = (move, now) => {
    const left = `${clock(move.to - now)} left`;
    const done = lastAt(move.pulses, now);
    return move.pulses.length && done >= 0 ? `Repetition ${done + 1} of ${move.pulses.length} · ${left}` : left;
  };
  const setText = (id, text) => { if (by(id).textContent !== text) by(id).textContent = text; };

  const show = () => {
    const now = sound.currentTime;
    if (!held) seek.value = String(Math.floor(now));
    const here = Math.max(0, lastAt(chapterStarts, now));
    seek.setAttribute("aria-valuetext", `${clock(now)} of ${clock(data.seconds)}, ${marks[here].title}`);
    setText("at", clock(now));
    setText("left", `−${clock(data.seconds - now)}`);
    const move = moves[Math.max(0, lastAt(moveStarts, now))];
    setText("stroke", move.title || marks[here].title);
    setText("count", count(move, now));
    if (here !== chapter) showChapter(here);
    const cue = lastAt(starts, now);
    setText("said", cue >= 0 ? cues[cue].textContent : "");
    showCue(cue >= 0 && now < stops[cue] + 0.3 ? cue : -1);
  };
  const showChapter = (here) => {
    links.forEach((link, index) => {
      if (index === here) link.setAttribute("aria-current", "true"); else link.removeAttribute("aria-current");
    });
    if (chapter >= 0) setText("news", marks[here].title);
    chapter = here;
    if ("mediaSession" in navigator && window.MediaMetadata) {
      navigator.mediaSession.metadata = new MediaMetadata({ title: marks[here].title, artist: data.title });
    }
  };
  const showCue = (cue) => {
    if (cue === current) return;
    if (current >= 0) cues[current].classList.remove("current");
    current = cue;
    if (cue < 0) return;
    cues[cue].classList.add("current");
    const reading = by("text").getBoundingClientRect().top < innerHeight / 2;
    if (reading && follow.getAttribute("aria-pressed") === "true" && !sound.paused) {
      cues[cue].scrollIntoView({ block: "center", behavior: calm.matches ? "auto" : "smooth" });
    }
  };
  const setFollow = (on) => follow.setAttribute("aria-pressed", String(on));

  const onKey = (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const inPlayer = event.target.closest("#player") !== null;
    const own = event.target.closest("a, button, input, audio") !== null;
    if (event.key === " " && !own) toggle();
    else if (event.key === "ArrowLeft" && event.target !== seek) go(sound.currentTime - 15, false);
    else if (event.key === "ArrowRight" && event.target !== seek) go(sound.currentTime + 15, false);
    else if (event.key === "PageUp" && inPlayer) step(-1);
    else if (event.key === "PageDown" && inPlayer) step(1);
    else return;
    event.preventDefault();
  };
  const onTap = (event) => {
    const link = event.target.closest("a[data-at]");
    const cue = event.target.closest("span[data-at]");
    const tapped = link || (String(getSelection()) === "" ? cue : null);
    if (!tapped) return;
    event.preventDefault();
    go(Number(tapped.dataset.at), true);
  };

  by("previous").addEventListener("click", () => step(-1));
  by("next").addEventListener("click", () => step(1));
  by("back").addEventListener("click", () => go(sound.currentTime - 15, false));
  by("forward").addEventListener("click", () => go(sound.currentTime + 15, false));
  play.addEventListener("click", toggle);
  follow.addEventListener("click", () => setFollow(follow.getAttribute("aria-pressed") !== "true"));
  seek.addEventListener("input", () => { held = true; setText("at", clock(Number(seek.value))); });
  seek.addEventListener("change", () => { held = false; go(Number(seek.value), false); });
  document.addEventListener("keydown", onKey);
  document.addEventListener("click", onTap);
  for (const kind of ["wheel", "touchmove"]) {
    document.addEventListener(kind, () => { if (!sound.paused) setFollow(false); }, { passive: true });
  }
  for (const kind of ["play", "pause", "ended"]) {
    sound.addEventListener(kind, () => {
      document.body.classList.toggle("playing", !sound.paused);
      play.setAttribute("aria-label", sound.paused ? "Play" : "Pause");
    });
  }
  for (const kind of ["timeupdate", "seeked", "loadedmetadata"]) sound.addEventListener(kind, show);
  sound.addEventListener("error", () => { by("trouble").hidden = false; });
  if (sound.error) by("trouble").hidden = false;
  if ("mediaSession" in navigator) {
    const actions = { previoustrack: () => step(-1), nexttrack: () => step(1),
      seekbackward: () => go(sound.currentTime - 15, false), seekforward: () => go(sound.currentTime + 15, false) };
    for (const [name, action] of Object.entries(actions)) {
      try { navigator.mediaSession.setActionHandler(name, action); } catch { /* this browser has no such key */ }
    }
  }

  sound.removeAttribute("controls");
  for (const id of ["now", "controls", "follow"]) by(id).hidden = false;
  document.body.classList.add("active");
  show();
})();
