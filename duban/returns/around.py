"""What a department wrote where nothing was asked: notes around a table, rows, columns and sheets of its own."""

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from itertools import islice

from duban.messages.finding import Place
from duban.model.submission import ExtraContent
from duban.model.unit import Unit
from duban.returns.asking import ExpectedTable
from duban.returns.records import MatchedRows
from duban.returns.taking import FormParser, cell_excerpt
from duban.tables.locate import locate_heading_input
from duban.text.folding import is_placeholder
from duban.text.shown import display_text
from duban.workbook.grid import CellValue, SheetGrid

_OURS = re.compile("✓|待补")
"""How the header of our own check column begins (templates/texts/words.yaml)."""
_TOP_ROWS = 10
_FIRST_CELLS = 30
"""So many cells of a sheet of their own are kept; the file itself is kept whole."""
_MOST = 2000
"""So many pieces of a file are kept at most, none of them longer than this."""
_LONGEST = 2000
_BETWEEN = "　"


def collect_extra_content(parser: FormParser, matched: MatchedRows, unit: Unit) -> None:
    """Keep what stands above a table, in columns of its own, and in lines that are no row or are not read."""
    found, ours = matched.table, _issued(parser, matched.expected, unit)
    items = [item for item in matched.expected.layout.heading if item.asks]
    inputs = {locate_heading_input(found, item.text) for item in items}
    ours |= {word for item in items for word in (item.text, item.text.rstrip(":："))}
    for number in range(found.header.row):
        for at, raw in enumerate(found.sheet.rows[number]):
            if not _ours(parser, raw, ours) and (number, at) not in inputs:
                _keep(parser, parser.notes, parser.place(found.sheet, number, at), display_text(raw))
    _columns(parser, matched, ours)
    used, unknown = set(matched.line_by_key.values()), set(found.rows_without_key) - matched.ambiguous_lines
    for number in range(found.header.row + 1, len(found.sheet.rows)):
        if number not in used:
            _line(parser, matched, number, ours, told=number not in unknown)


def collect_extra_sheets(parser: FormParser, others: Sequence[SheetGrid]) -> None:
    """Keep the beginning of each sheet that is none of ours and holds anything."""
    guide = parser.expected.snapshot.layout.guide_name
    for sheet in others:
        cells = [] if sheet.name == guide else list(islice(_cells(sheet), _FIRST_CELLS))
        top = (value for row in islice(sheet.rows, _TOP_ROWS) for value in row)
        if not cells or cells[0][1] == guide or any(isinstance(v, str) and parser.form_code in v for v in top):
            continue
        parser.report("sheet-extra", Place(parser.file, sheet.name), sheet=sheet.name, was=cell_excerpt(cells[0][1]))
        for (row, column), raw in cells:
            _keep(parser, parser.extras, parser.place(sheet, row, column), display_text(raw))


def report_extra_content(parser: FormParser) -> tuple[ExtraContent, ...]:
    """Tell once for the file of the notes around its tables. Returns all that was kept."""
    if parser.notes:
        first = parser.notes[0]
        count, more = len(parser.notes), _full(parser)
        parser.report("extras-found", first.place, count=count, more=more, was=cell_excerpt(first.text))
    return (*parser.notes, *parser.extras)


def _columns(taking: FormParser, lines: MatchedRows, ours: AbstractSet[str]) -> None:
    """What stands in a table's rows outside its columns."""
    found = lines.table
    rows = sorted((number, key) for key, number in lines.line_by_key.items())
    wide = max((len(found.sheet.rows[number]) for number, _ in rows), default=0)
    known = set(found.columns.values())
    for at in range(wide):
        head = found.sheet.value_at(found.header.row, at)
        if at in known or _furniture(taking, head):
            continue
        told = False
        label = "" if _ours(taking, head, frozenset()) else display_text(head)
        for number, key in rows:
            cells = found.sheet.rows[number]
            if at >= len(cells) or _ours(taking, cells[at], ours):
                continue
            place = taking.place(found.sheet, number, at)
            if label and not told:
                taking.report("column-extra", place, label=label, was=cell_excerpt(cells[at]))
                told = True
            _keep(taking, taking.extras if label else taking.notes, place, display_text(cells[at]), key, label)


def _line(taking: FormParser, lines: MatchedRows, number: int, ours: AbstractSet[str], *, told: bool) -> None:
    """A line under the table, a note, or a row that somebody added. told: what is wrong with it is known."""
    found = lines.table
    cells = {at: raw for at, raw in enumerate(found.sheet.rows[number]) if not _ours(taking, raw, ours)}
    if not cells:
        return
    typed = sorted(found.columns[c.key] for c in lines.expected.input_columns if found.columns.get(c.key) in cells)
    text = _BETWEEN.join(display_text(raw).strip() for raw in cells.values())
    place = taking.place(found.sheet, number, typed[0] if typed else min(cells))
    if typed and not told:
        taking.report_structure(
            "row-added", place, line=number + 1, was=text if len(text) <= _LONGEST else cell_excerpt(text)
        )
    _keep(taking, taking.extras if typed or told else taking.notes, place, text)


def _keep(
    taking: FormParser, shelf: list[ExtraContent], place: Place, text: str, row: str = "", label: str = ""
) -> None:
    if not _full(taking):
        shelf.append(ExtraContent(place, text[:_LONGEST], row, label))


def _full(taking: FormParser) -> bool:
    return len(taking.notes) + len(taking.extras) >= _MOST


def _issued(taking: FormParser, asked: ExpectedTable, unit: Unit) -> AbstractSet[str]:
    """The words around a table as they were issued, and the same without white space."""
    layout, said = asked.layout, taking.expected.issued_text
    texts = (layout.title, *(item.text for item in layout.heading), *layout.foot)
    issued = {*(said(text, unit) for text in texts), *asked.labels.key_by_label}
    return issued | {_close(text) for text in issued}


def _close(text: str) -> str:
    return "".join(text.split())


def _ours(taking: FormParser, raw: CellValue, issued: AbstractSet[str]) -> bool:
    """Whether a cell says nothing, or nothing that was not issued."""
    if not isinstance(raw, str):
        return False
    if raw == "" or raw in issued or taking.form_code in raw or is_placeholder(raw):
        return True
    return _close(raw) in issued


def _furniture(taking: FormParser, head: CellValue) -> bool:
    """Whether this header is that of the checks, of the messages, of what is said to these, or of the keys."""
    layout = taking.expected.snapshot.layout
    own = layout.message_label, layout.explain_label
    return isinstance(head, str) and bool(_OURS.match(head) or head in own or taking.form_code in head)


def _cells(sheet: SheetGrid) -> Iterator[tuple[tuple[int, int], CellValue]]:
    for number, row in enumerate(sheet.rows):
        for at, raw in enumerate(row):
            if raw != "":
                yield (number, at), raw
