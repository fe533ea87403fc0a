"""What a department wrote where nothing was asked: notes around a table, rows, columns and sheets of its own."""

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from itertools import islice

from duban.model.finding import Place
from duban.model.submission import Extra
from duban.model.unit import Unit
from duban.returns.asking import Asked
from duban.returns.locate import beside
from duban.returns.records import Lines
from duban.returns.taking import Taking, shown
from duban.text.folding import says_nothing
from duban.text.shown import seen
from duban.workbook.grid import GridSheet, Raw

_OURS = re.compile("✓|待补")
"""How the header of our own check column begins (templates/texts/words.yaml)."""
_TOP_ROWS = 10
_FIRST_CELLS = 30
"""So many cells of a sheet of their own are kept; the file itself is kept whole."""
_MOST = 2000
"""So many pieces of a file are kept at most, none of them longer than this."""
_LONGEST = 2000
_BETWEEN = "　"


def collect(taking: Taking, lines: Lines, unit: Unit) -> None:
    """Keep what stands above a table, in columns of its own, and in lines that are no row or are not read."""
    found, ours = lines.found, _issued(taking, lines.asked, unit)
    items = [item for item in lines.asked.layout.heading if item.asks]
    inputs = {beside(found, item.text) for item in items}
    ours |= {word for item in items for word in (item.text, item.text.rstrip(":："))}
    for number in range(found.header.row):
        for at, raw in enumerate(found.sheet.rows[number]):
            if not _ours(taking, raw, ours) and (number, at) not in inputs:
                _keep(taking, taking.notes, taking.place(found.sheet, number, at), seen(raw))
    _columns(taking, lines, ours)
    used, unknown = set(lines.rows.values()), set(found.strays) - lines.unsure
    for number in range(found.header.row + 1, len(found.sheet.rows)):
        if number not in used:
            _line(taking, lines, number, ours, told=number not in unknown)


def collect_sheets(taking: Taking, others: Sequence[GridSheet]) -> None:
    """Keep the beginning of each sheet that is none of ours and holds anything."""
    guide = taking.asking.snapshot.layout.guide_name
    for sheet in others:
        cells = [] if sheet.name == guide else list(islice(_cells(sheet), _FIRST_CELLS))
        top = (value for row in islice(sheet.rows, _TOP_ROWS) for value in row)
        if not cells or cells[0][1] == guide or any(isinstance(v, str) and taking.code in v for v in top):
            continue
        taking.tell("sheet-extra", Place(taking.file, sheet.name), sheet=sheet.name, was=shown(cells[0][1]))
        for (row, column), raw in cells:
            _keep(taking, taking.extras, taking.place(sheet, row, column), seen(raw))


def noted(taking: Taking) -> tuple[Extra, ...]:
    """Tell once for the file of the notes around its tables. Returns all that was kept."""
    if taking.notes:
        first = taking.notes[0]
        count, more = len(taking.notes), _full(taking)
        taking.tell("extras-found", first.place, count=count, more=more, was=shown(first.text))
    return (*taking.notes, *taking.extras)


def _columns(taking: Taking, lines: Lines, ours: AbstractSet[str]) -> None:
    """What stands in a table's rows outside its columns."""
    found = lines.found
    rows = sorted((number, key) for key, number in lines.rows.items())
    wide = max((len(found.sheet.rows[number]) for number, _ in rows), default=0)
    known = set(found.columns.values())
    for at in range(wide):
        head = found.sheet.cell(found.header.row, at)
        if at in known or _furniture(taking, head):
            continue
        told = False
        label = "" if _ours(taking, head, frozenset()) else seen(head)
        for number, key in rows:
            cells = found.sheet.rows[number]
            if at >= len(cells) or _ours(taking, cells[at], ours):
                continue
            place = taking.place(found.sheet, number, at)
            if label and not told:
                taking.tell("column-extra", place, label=label, was=shown(cells[at]))
                told = True
            _keep(taking, taking.extras if label else taking.notes, place, seen(cells[at]), key, label)


def _line(taking: Taking, lines: Lines, number: int, ours: AbstractSet[str], *, told: bool) -> None:
    """A line under the table, a note, or a row that somebody added. told: what is wrong with it is known."""
    found = lines.found
    cells = {at: raw for at, raw in enumerate(found.sheet.rows[number]) if not _ours(taking, raw, ours)}
    if not cells:
        return
    typed = sorted(found.columns[c.key] for c in lines.asked.inputs if found.columns.get(c.key) in cells)
    text = _BETWEEN.join(seen(raw).strip() for raw in cells.values())
    place = taking.place(found.sheet, number, typed[0] if typed else min(cells))
    if typed and not told:
        taking.damage("row-added", place, line=number + 1, was=text if len(text) <= _LONGEST else shown(text))
    _keep(taking, taking.extras if typed or told else taking.notes, place, text)


def _keep(taking: Taking, shelf: list[Extra], place: Place, text: str, row: str = "", label: str = "") -> None:
    if not _full(taking):
        shelf.append(Extra(place, text[:_LONGEST], row, label))


def _full(taking: Taking) -> bool:
    return len(taking.notes) + len(taking.extras) >= _MOST


def _issued(taking: Taking, asked: Asked, unit: Unit) -> AbstractSet[str]:
    """The words around a table as they were issued, and the same without white space."""
    layout, said = asked.layout, taking.asking.said
    texts = (layout.title, *(item.text for item in layout.heading), *layout.foot)
    issued = {*(said(text, unit) for text in texts), *asked.labels}
    return issued | {_close(text) for text in issued}


def _close(text: str) -> str:
    return "".join(text.split())


def _ours(taking: Taking, raw: Raw, issued: AbstractSet[str]) -> bool:
    """Whether a cell says nothing, or nothing that was not issued."""
    if not isinstance(raw, str):
        return False
    if raw == "" or raw in issued or taking.code in raw or says_nothing(raw):
        return True
    return _close(raw) in issued


def _furniture(taking: Taking, head: Raw) -> bool:
    """Whether this header is that of the checks, of the messages, of what is said to these, or of the keys."""
    layout = taking.asking.snapshot.layout
    own = layout.message_label, layout.explain_label
    return isinstance(head, str) and bool(_OURS.match(head) or head in own or taking.code in head)


def _cells(sheet: GridSheet) -> Iterator[tuple[tuple[int, int], Raw]]:
    for number, row in enumerate(sheet.rows):
        for at, raw in enumerate(row):
            if raw != "":
                yield (number, at), raw
