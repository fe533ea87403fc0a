"""Inputs that somebody merged: what was typed stands in the first cell only, and the others have no answer left."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from operator import itemgetter

from duban.model.layout import Column
from duban.returns.cell_parser import CellParser, cell_excerpt
from duban.returns.rows import MatchedRows
from duban.workbook.grid import CellValue

_Area = tuple[int, int, int, int]


def report_merged_inputs(parser: CellParser, matched: MatchedRows) -> AbstractSet[str]:
    """Report every merged area that covers inputs and is not blank, and suppress what else is found in these.

    Returns:
        The keys of the rows that lost an answer.
    """
    areas = [area for area in matched.table.sheet.merged_areas if area[2] > matched.table.header.row]
    return set[str]().union(*(_report_area(parser, matched, area) for area in areas))


def _report_area(parser: CellParser, matched: MatchedRows, area: _Area) -> set[str]:
    top, left, bottom, right = area
    sheet, corner = matched.table.sheet, (top, left)
    inputs = dict(_inputs_in(matched, area))
    lost = [key_and_column for cell, key_and_column in inputs.items() if cell != corner]
    content = next(filter(_is_filled, (sheet.value_at(*cell) for cell in (corner, *inputs))), "")
    if not lost or content == "":  # what is left in a covered cell is seen by nobody, and read by every program
        return set()
    is_text = any(column.kind == "text" for _, column in inputs.values())
    code, suppressed = ("cells-merged", list(inputs.values())) if is_text else ("choices-merged", lost)
    facts = {
        "range": f"{sheet.address(top, left)}:{sheet.address(bottom, right)}",
        "label": "、".join(dict.fromkeys(column.label for _, column in inputs.values())),
        "was": cell_excerpt(content),
    }
    for row, column in suppressed[:1] if is_text else suppressed:  # each choice is marked in the correction copy
        parser.report_structure(code, parser.place(sheet, top, left), row, column.key, **facts)
    parser.suppressed |= {(row, column.key) for row, column in suppressed}
    return {row for row, _ in suppressed}


def _is_filled(value: CellValue) -> bool:
    return value != ""


def _inputs_in(matched: MatchedRows, area: _Area) -> Iterator[tuple[tuple[int, int], tuple[str, Column]]]:
    """The inputs in an area: row and column, with row key and column, from the top left on."""
    top, left, bottom, right = area
    key_by_line = {line: key for key, line in matched.line_by_key.items() if top <= line <= bottom}
    columns = [(matched.table.columns.get(column.key, -1), column) for column in matched.expected.columns.inputs]
    inside = sorted(((at, column) for at, column in columns if left <= at <= right), key=itemgetter(0))
    for line in sorted(key_by_line):
        for at, column in inside:
            yield (line, at), (key_by_line[line], column)
