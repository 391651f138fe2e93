// Two versions of one routine beside each other, and the choice between them.
import { byId, el } from "./lib.js";

const AROUND = 2;

// Resolves to "mine", "theirs", "new" or "" (decide later).
export async function choose(mine, theirs) {
  const dialog = byId("conflict");
  const rows = near(compared(mine.split("\n"), (theirs ?? "").split("\n")));
  byId("conflict-mine").replaceChildren(...rows.map(([left, , same]) => line(left, same)));
  byId("conflict-theirs").replaceChildren(...rows.map(([, right, same]) => line(right, same)));
  byId("conflict-text").textContent = theirs === null ? "It was deleted elsewhere while you wrote."
    : "It was saved elsewhere while you wrote: in another tab, on another device, or by another program. What differs is marked.";
  dialog.querySelector("[value=theirs]").hidden = theirs === null;
  dialog.classList.toggle("deleted", theirs === null);
  dialog.returnValue = "";
  dialog.showModal();
  dialog.querySelector(".different")?.scrollIntoView({ block: "nearest" });
  await new Promise((done) => dialog.addEventListener("close", done, { once: true }));
  return dialog.returnValue;
}

const line = (words, same) => el("span", { class: same ? "line" : words === null ? "line none" : "line different" }, words === null ? " " : words || " ", "\n");

// What differs, and a few lines around it; the rest is left out with a mark.
function near(rows) {
  const shown = rows.map((_, index) => rows.slice(Math.max(0, index - AROUND), index + AROUND + 1).some(([, , same]) => !same));
  return rows.flatMap((row, index) => (shown[index] ? [row] : index === 0 || shown[index - 1] ? [["⋯", "⋯", true]] : []));
}

// Lines side by side: [mine, theirs, whether they are the same]; null where one side has none.
export function compared(mine, theirs) {
  let head = 0;
  while (head < mine.length && head < theirs.length && mine[head] === theirs[head]) head += 1;
  let tail = 0;
  while (tail < mine.length - head && tail < theirs.length - head && mine.at(-1 - tail) === theirs.at(-1 - tail)) tail += 1;
  const left = mine.slice(head, mine.length - tail);
  const right = theirs.slice(head, theirs.length - tail);
  const same = (words) => [words, words, true];
  return [...mine.slice(0, head).map(same), ...middle(left, right), ...(tail ? mine.slice(-tail) : []).map(same)];
}

function middle(left, right) {
  if (left.length * right.length > 400_000) return paired([...left.map((words) => [words, null, false]), ...right.map((words) => [null, words, false])]);
  const length = Array.from({ length: left.length + 1 }, () => new Uint16Array(right.length + 1));
  for (let i = left.length - 1; i >= 0; i -= 1)
    for (let j = right.length - 1; j >= 0; j -= 1)
      length[i][j] = left[i] === right[j] ? length[i + 1][j + 1] + 1 : Math.max(length[i + 1][j], length[i][j + 1]);
  const rows = [];
  let [i, j] = [0, 0];
  while (i < left.length || j < right.length) {
    if (i < left.length && j < right.length && left[i] === right[j]) { rows.push([left[i], right[j], true]); i += 1; j += 1; }
    else if (j >= right.length || (i < left.length && length[i + 1][j] >= length[i][j + 1])) { rows.push([left[i], null, false]); i += 1; }
    else { rows.push([null, right[j], false]); j += 1; }
  }
  return paired(rows);
}

// A line that was changed stands beside what it was changed to.
function paired(rows) {
  const made = [];
  let [left, right] = [[], []];
  const flush = () => {
    for (let index = 0; index < Math.max(left.length, right.length); index += 1) made.push([left[index] ?? null, right[index] ?? null, false]);
    [left, right] = [[], []];
  };
  for (const row of rows) {
    if (row[2]) { flush(); made.push(row); continue; }
    if (row[0] !== null) left.push(row[0]);
    if (row[1] !== null) right.push(row[1]);
  }
  flush();
  return made;
}
