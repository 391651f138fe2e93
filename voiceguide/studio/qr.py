"""Draw QR codes, as SVG for a page or as blocks for a terminal."""

from __future__ import annotations

import io
from html import escape

import segno
from markupsafe import Markup


def qr_svg(text: str, label: str) -> Markup:
    """The code as inline SVG; colours and size are the page's."""
    code = segno.make(text, error="m", micro=False)
    width = code.symbol_size(border=4)[0]
    target = io.StringIO()
    for row, line in enumerate(code.matrix_iter(border=4)):
        for column, dark in enumerate(line):
            if dark:
                target.write(f"M{column} {row}h1v1h-1z")
    return Markup(
        f'<svg class="qr" role="img" aria-label="{escape(label)}" viewBox="0 0 {width} {width}" '
        f'shape-rendering="crispEdges"><path d="{target.getvalue()}"/></svg>'
    )


def qr_text(text: str) -> str:
    """The code as blocks for a terminal, two rows in each line."""
    target = io.StringIO()
    segno.make(text, error="l", micro=False).terminal(target, compact=True, border=2)
    return target.getvalue()
