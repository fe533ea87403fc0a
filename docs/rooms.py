"""The picture of the rooms in docs/how-it-works.md, written by `python docs/generate.py`.

Floors are those of pyproject.toml's import contract; what a room holds is the first sentence of its docstring.
"""

import ast
import textwrap
import tomllib
from collections.abc import Iterator
from html import escape
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

WIDTH, GAP, MARGIN = 1180, 10, 12
"""Of the picture, between boxes, and around all; in pixels, like all that follows."""
LINE, TOP = 14, 22
"""From one line of text to the next, and from the top of a box to the room's name."""
CHARACTER = 6.2
"""How wide a Latin letter of a subject is."""


def floors() -> list[list[str]]:
    """The rooms of each floor, from the top; a floor imports only from those below it."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    layers = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    return [[room.strip(" ()") for room in layer.split("|")] for layer in layers]


def subject(room: str) -> str:
    """What a room holds, as its docstring begins."""
    path = ROOT / "duban" / room / "__init__.py"
    module = ast.parse((path if path.exists() else path.parent.with_suffix(".py")).read_text(encoding="utf-8"))
    return (ast.get_docstring(module) or "").split("\n\n")[0].replace("\n", " ").split(". ")[0].rstrip(".")


def rooms_svg() -> str:
    """All floors, one below the other."""
    boxes: list[str] = []
    top = MARGIN
    for rooms in floors():
        width = (WIDTH - 2 * MARGIN - GAP * (len(rooms) - 1)) / len(rooms)
        texts = [textwrap.wrap(subject(room), int((width - 16) / CHARACTER)) for room in rooms]
        height = TOP + LINE * max(map(len, texts)) + 8
        for at, (room, lines) in enumerate(zip(rooms, texts, strict=True)):
            boxes += box(room, lines, MARGIN + at * (width + GAP), top, width, height)
        top += height + GAP
    height = top - GAP + MARGIN
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" font-family="sans-serif">',
            f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
            *boxes,
            "</svg>\n",
        )
    )


def box(room: str, lines: list[str], left: float, top: float, width: float, height: float) -> Iterator[str]:
    """One room.

    Args:
        room: its name.
        lines: what it holds.
        left: of the box.
        top: of the box.
        width: of the box.
        height: of the box.
    """
    yield (
        f'<rect x="{left:.0f}" y="{top:.0f}" width="{width:.0f}" height="{height:.0f}" rx="4" '
        'fill="#e4e9ef" stroke="#808080"/>'
    )
    yield f'<text x="{left + 8:.0f}" y="{top + TOP - 6:.0f}" font-size="13" font-weight="bold">{room}</text>'
    for at, line in enumerate(lines):
        y = top + TOP + LINE * (at + 0.7)
        yield f'<text x="{left + 8:.0f}" y="{y:.0f}" font-size="11">{escape(line)}</text>'
