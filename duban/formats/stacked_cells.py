"""A table that became a text with each cell on a line of its own, as some programs copy it out of Word."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from duban.text.lazy_pattern import lazy_pattern

_CELL = lazy_pattern(r"\t[^\t]*")
_FEWEST_ROWS = 3
_FEWEST_CELLS = 2
NumberedLine = tuple[int, str]
"""A line with its number, counted from 1."""


def with_rows_joined(lines: Sequence[NumberedLine]) -> list[NumberedLine]:
    """The lines of a text, those of each stacked row as one, its cells quoted and with tabs between them.

    A row is stacked where every cell is a line that begins with a tab, a blank cell too, a cell of several lines goes
    on without one, and an empty line parts it from the next row. Single such rows are none: several are as long.

    Args:
        lines: all of them, also the empty ones.
    """
    blocks = list(_blocks(lines))
    lengths = Counter(len(_cells(block)) for block in blocks)
    joined: list[NumberedLine] = []
    for block in blocks:
        cells = _cells(block)
        if len(cells) >= _FEWEST_CELLS and lengths[len(cells)] >= _FEWEST_ROWS:
            joined.append((block[0][0], "\t".join('"' + cell.replace('"', '""') + '"' for cell in cells)))
        else:
            joined += block
    return joined


def _blocks(lines: Iterable[NumberedLine]) -> Iterator[Sequence[NumberedLine]]:
    """The lines between empty ones; those above the first cell are a block of their own."""
    for is_empty, group in groupby(lines, key=lambda line: not line[1]):
        if not is_empty:
            block = list(group)
            first = next((at for at, (_, text) in enumerate(block) if "\t" in text), 0)
            yield from filter(None, (block[:first], block[first:]))


def _cells(block: Sequence[NumberedLine]) -> Sequence[str]:
    """The cells of a stacked row; none where a block of lines is something else."""
    texts = [text for _, text in block]
    if not texts[0].startswith("\t") or any("\t" in text and not _CELL.fullmatch(text) for text in texts):
        return ()
    return [cell.removesuffix("\n") for cell in "\n".join(texts).removeprefix("\t").split("\t")]
