"""Inputs that somebody merged: what was typed stands in the first cell only, and the others have no answer left."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from operator import itemgetter

from duban.model.layout import Column
from duban.returns.cell_parser import CellParser, cell_excerpt
from duban.returns.rows import MatchedRows

_Area = tuple[int, int, int, int]


def report_merged_inputs(parser: CellParser, matched: MatchedRows) -> AbstractSet[str]:
    """Report every merged area that covers inputs and is not blank, and suppress what else is found in these.

    Returns:
        The keys of the rows that lost an answer.
    """
    damaged: set[str] = set()
    for area in matched.table.sheet.merged_areas:
        _, _, last_row, _ = area
        if last_row > matched.table.header.row:
            damaged |= _report_area(parser, matched, area)
    return damaged


def _report_area(parser: CellParser, matched: MatchedRows, area: _Area) -> set[str]:
    sheet, (top, left, bottom, right) = matched.table.sheet, area
    inputs = dict(_inputs_in(matched, area))
    lost = [key_and_column for cell, key_and_column in inputs.items() if cell != (top, left)]
    contents = (sheet.value_at(*cell) for cell in ((top, left), *inputs))  # of a covered cell nobody sees it
    content = next((value for value in contents if value != ""), "")
    if not lost or content == "":
        return set()
    columns = [column for _, column in inputs.values()]
    has_text = any(column.kind == "text" for column in columns)
    suppressed = list(inputs.values()) if has_text else lost
    facts = {
        "range": f"{sheet.address(top, left)}:{sheet.address(bottom, right)}",
        "label": "、".join(dict.fromkeys(column.label for column in columns)),
        "was": cell_excerpt(content),
    }
    reported = suppressed[:1] if has_text else suppressed  # each choice is marked in the copy, where it stands alone
    code = "cells-merged" if has_text else "choices-merged"
    for row, column in reported:
        parser.report_structure(code, parser.place(sheet, top, left), row, column.key, **facts)
    parser.suppressed |= {(row, column.key) for row, column in suppressed}
    return {row for row, _ in suppressed}


def _inputs_in(matched: MatchedRows, area: _Area) -> Iterator[tuple[tuple[int, int], tuple[str, Column]]]:
    """The inputs in an area: row and column, with row key and column, from the top left on."""
    top, left, bottom, right = area
    key_by_line = {line: key for key, line in matched.line_by_key.items() if top <= line <= bottom}
    columns = [(matched.table.columns.get(column.key, -1), column) for column in matched.expected.columns.inputs]
    inside = sorted(((at, column) for at, column in columns if left <= at <= right), key=itemgetter(0))
    for line in sorted(key_by_line):
        for at, column in inside:
            yield (line, at), (key_by_line[line], column)
