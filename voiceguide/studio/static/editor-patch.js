// Makes what is shown like something newly made, node by node. What has not changed stays the same node; a field that
// is being typed in is never written to, and never moved.

function patch(old, fresh, mayWrite) {
  if (old.dataset.listen) { old.dataset.path = fresh.dataset.path; return; } // it may be playing
  const { value } = fresh;
  attributes(old, fresh);
  if (old.tagName !== "INPUT") patchChildren(old, fresh, mayWrite);
  if (["INPUT", "SELECT"].includes(old.tagName) && old.value !== value && mayWrite(old)) old.value = value;
}

export function patchChildren(old, fresh, mayWrite) {
  const known = new Map();
  for (const child of old.children) if (keyOf(child)) known.set(keyOf(child), child);
  let at = old.firstChild;
  for (const want of [...fresh.childNodes]) {
    const key = keyOf(want);
    const found = key ? known.get(key) : at && !keyOf(at) && alike(at, want) ? at : null;
    if (!found || !alike(found, want)) {
      old.insertBefore(want, at);
      continue;
    }
    if (found !== at && found.contains(document.activeElement)) {
      while (at !== found) { const next = at.nextSibling; old.append(at); at = next; }
    } else if (found !== at) old.insertBefore(found, at);
    known.delete(key);
    if (found.nodeType === Node.TEXT_NODE) { if (found.data !== want.data) found.data = want.data; } else patch(found, want, mayWrite);
    at = found.nextSibling;
  }
  while (at) { const next = at.nextSibling; at.remove(); at = next; }
}

function attributes(old, fresh) {
  for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name) && name !== "open") old.removeAttribute(name);
  for (const { name, value } of fresh.attributes) if (old.getAttribute(name) !== value && !(name === "open") && !(name === "value")) old.setAttribute(name, value);
}

const alike = (one, other) => one.nodeType === other.nodeType && one.nodeName === other.nodeName && one.type === other.type;

function keyOf(node) {
  if (node.nodeType !== Node.ELEMENT_NODE) return "";
  const { holds, path, do: action, key } = node.dataset;
  return holds || path || action || key ? [holds, path, action, key].join(" ") : "";
}
