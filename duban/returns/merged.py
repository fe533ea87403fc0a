"""Inputs that somebody merged: what was typed stands in the first cell only, and the others have no answer left."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from operator import itemgetter

from duban.model.layout import Column
from duban.returns.records import MatchedRows
from duban.returns.taking import FormParser, cell_excerpt

CoveredArea = tuple[int, int, int, int]
InputCell = tuple[str, Column]
"""A row key and the column."""


def report_merged_inputs(parser: FormParser, matched: MatchedRows) -> AbstractSet[str]:
    """Tell of every merged area with something in it that covers inputs, and silence these; the rows that lost one."""
    sheet = matched.table.sheet
    lost: set[str] = set()
    for area in sheet.merged_areas:
        top, left, bottom, right = area
        if bottom <= matched.table.header.row:
            continue
        covered = dict(_covered(matched, area))
        gone = [cell for place, cell in covered.items() if place != (top, left)]
        words = next((raw for place in ((top, left), *covered) if (raw := sheet.value_at(*place)) != ""), "")
        if not gone or words == "":  # what is left in a covered cell is seen by nobody, and read by every program
            continue
        columns = dict.fromkeys(column.label for _, column in covered.values())
        facts = {
            "range": f"{sheet.address(top, left)}:{sheet.address(bottom, right)}",
            "label": "、".join(columns),
            "was": cell_excerpt(words),
        }
        worded = any(column.kind == "text" for _, column in covered.values())
        silent = list(covered.values()) if worded else gone
        code = "cells-merged" if worded else "choices-merged"
        for row, column in silent[:1] if worded else silent:  # each choice is marked in the copy, where it stands alone
            parser.report_structure(code, parser.place(sheet, top, left), row, column.key, **facts)
        parser.suppressed |= {(row, column.key) for row, column in silent}
        lost |= {row for row, _ in silent}
    return lost


def _covered(lines: MatchedRows, area: CoveredArea) -> Iterator[tuple[tuple[int, int], InputCell]]:
    """The inputs in an area by their place, from the top left on."""
    top, left, bottom, right = area
    by_line = {number: key for key, number in lines.line_by_key.items() if top <= number <= bottom}
    columns = [(lines.table.columns.get(column.key, -1), column) for column in lines.expected.input_columns]
    inside = sorted(((at, column) for at, column in columns if left <= at <= right), key=itemgetter(0))
    for number in sorted(by_line):
        for at, column in inside:
            yield (number, at), (by_line[number], column)
