// Opens the player inside this page: browsers let a sound begin only in a page that was tapped, so the page stays and
// becomes the player. A reload, or the address sent to somebody, gives the same player from the studio.
import { address, ask, el, remember } from "./lib.js";

const HUSH = new URL("./hush.wav", import.meta.url).pathname;

// To be called inside the tap: an element that may sound from now on.
export function unlocked() {
  const sound = el("audio", { id: "sound", src: HUSH });
  sound.play().catch(() => {});
  return sound;
}

function fetched(path) {
  return new Promise((done, failed) => {
    const request = new XMLHttpRequest();
    request.open("GET", address(path));
    request.responseType = "document";
    request.addEventListener("load", () => (request.status === 200 && request.response ? done(request.response) : failed(new Error("The player cannot be opened."))));
    request.addEventListener("error", () => failed(new Error("The studio does not answer. Is it still running?")));
    request.send();
  });
}

function styled(links) {
  return Promise.all(links.map((link) => new Promise((done) => {
    const own = el("link", { rel: "stylesheet", href: link.getAttribute("href") });
    own.addEventListener("load", done);
    own.addEventListener("error", done);
    document.head.append(own);
  })));
}

export async function openPlayer(path, sound) {
  const page = await fetched(path);
  const old = [...document.querySelectorAll('link[rel="stylesheet"]')];
  const loading = import("./session.js");
  await styled([...page.querySelectorAll('link[rel="stylesheet"]')]);
  for (const link of old) link.remove();
  const body = document.adoptNode(page.body);
  const theirs = body.querySelector("#sound");
  theirs.replaceWith(sound);
  document.title = page.title;
  document.body.replaceWith(body);
  history.pushState({ player: true }, "", address(path));
  sound.src = theirs.getAttribute("src");
  const { start } = await loading;
  start({ play: true });
}

// What is offered as "Again"; a birthday is not repeated by it.
export function rememberLast({ routine, choices, title }) {
  remember("last", { routine, choices: { ...choices, occasion: "none" }, title });
}

// Orders a session and plays it as soon as there is anything of it to hear.
export async function playNew(order, sound) {
  const answer = await ask("POST", "/api/jobs", order);
  rememberLast(order);
  if (answer.session) await openPlayer(`/session/${encodeURIComponent(answer.session)}`, sound);
  else await openPlayer(`/listen/${answer.id}`, sound);
}
