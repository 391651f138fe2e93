"""Writes what is beside the sessions of a catalogue: index, page, feeds, checksums, and the manifest with failures.

Before-parts and previews are files of a session, never separate sessions.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any
from urllib.parse import quote

from voiceguide.catalogue.content import program_hash
from voiceguide.catalogue.messages import Session
from voiceguide.catalogue.session_record import SessionRecord
from voiceguide.catalogue.store import Store
from voiceguide.export.feed.episodes import order_episodes
from voiceguide.export.feed.rss import feed_of
from voiceguide.export.session import one_line
from voiceguide.export.versions import versions
from voiceguide.units import clock

INDEX, PAGE, SUMS, MANIFEST = "index.jsonl", "index.html", "SHA256SUMS", "manifest.json"
FORM = 1


def publish(
    store: Store,
    title: str,
    sessions: Sequence[Session],
    made: Mapping[str, SessionRecord],
    failed: Mapping[str, str],
    *,
    base_url: str | None = None,
) -> tuple[str, ...]:
    """Write all files beside the sessions.

    Args:
        store: Where to write.
        title: Title of the catalogue.
        sessions: Every requested session, in order.
        made: Record by key, of those that exist.
        failed: Reason by key, of those that do not.
        base_url: Address of the store on the web, for feeds; without it there are no feeds.

    Returns:
        The names of the files, the manifest last.

    Raises:
        StoreError: A file cannot be written.
    """
    there = [made[each.key] for each in sessions if each.key in made]
    files: dict[str, bytes] = {
        INDEX: "".join(json.dumps(_row(each), ensure_ascii=False) + "\n" for each in there).encode(),
        PAGE: _page(title, there).encode(),
    }
    if base_url is not None:
        files |= _feeds(title, there, base_url.rstrip("/"))
    sums = sorted((each.name, each.sha256) for session in there for each in session.files)
    files[SUMS] = "".join(f"{digest}  {name}\n" for name, digest in sums).encode()
    files[MANIFEST] = _manifest(title, sessions, made, failed).encode()
    for name, content in files.items():
        store.put(name, content)
    return tuple(files)


def _row(made: SessionRecord) -> dict[str, Any]:
    """The entry of one session in the index."""
    return {**made.to_json(), "audio": made.files[0].name}


def _manifest(
    title: str, sessions: Sequence[Session], made: Mapping[str, SessionRecord], failed: Mapping[str, str]
) -> str:
    """The manifest as JSON: title, versions, counts, and the reason for each failure."""
    manifest = {
        "catalogue": FORM,
        "title": title,
        "program": program_hash(),
        "versions": dict(versions()),
        "sessions": len(sessions),
        "made": sum(each.key in made for each in sessions),
        "failed": [
            {"name": each.name, "key": each.key, "error": failed[each.key]} for each in sessions if each.key in failed
        ],
        "content": [{"name": each.name, "key": each.key} for each in sessions],
    }
    return json.dumps(manifest, indent=1, ensure_ascii=False) + "\n"


def _feeds(title: str, there: Sequence[SessionRecord], base_url: str) -> dict[str, bytes]:
    """The feeds by file name, one for each voice in its folder."""
    files: dict[str, bytes] = {}
    folders: dict[str, list[SessionRecord]] = {}
    for each in there:
        folders.setdefault(each.files[0].name.rpartition("/")[0], []).append(each)
    for folder, inside in folders.items():
        episodes = order_episodes(each.episode() for each in inside)
        feed = feed_of(episodes, f"{base_url}/{folder}/", title=f"{title} · {inside[0].voice}")
        files |= {f"{folder}/{name}": content for name, content in feed.files}
    return files


_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem; color: #222;
  background: #fbfaf7 }
table { border-collapse: collapse; width: 100% } th, td { text-align: left; padding: .4rem .8rem .4rem 0;
  border-bottom: 1px solid #ddd; vertical-align: top } caption { text-align: left; padding: 1rem 0 }
@media (prefers-color-scheme: dark) { body { color: #ddd; background: #1b1b19 } th, td { border-color: #444 }
  a { color: #9cc4ff } }
"""


def _page(title: str, there: Sequence[SessionRecord]) -> str:
    """The index for people: an HTML page with a table, without scripts."""
    total = clock(sum(each.seconds for each in there), hours=True)
    rows = "\n".join(_table_row(each) for each in there)
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n<h1>{escape(title)}</h1>\n"
        f"<table>\n<caption>{len(there)} sessions, {total}</caption>\n"
        "<thead><tr><th>Session</th><th>Length</th><th>Voice</th><th>Words</th><th>Bed</th></tr></thead>\n"
        f"<tbody>\n{rows}\n</tbody>\n</table>\n</html>\n"
    )


def _table_row(made: SessionRecord) -> str:
    """The row of one session in the page's table."""
    sound, *others = (each.name for each in made.files)
    before = next((name for name in others if name.endswith("-before." + sound.rpartition(".")[2])), None)
    more = f' · <a href="{quote(before)}">before you begin</a>' if before else ""
    cells = (
        f'<a href="{quote(sound)}">{escape(one_line(made.title))}</a>{more}',
        clock(made.seconds),
        escape(made.voice),
        escape(made.guidance),
        escape(made.bed),
    )
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"
