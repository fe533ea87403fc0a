"""Inputs that somebody merged: what was typed stands in the first cell only, and the others have no answer left."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from operator import itemgetter

from duban.model.layout import Column
from duban.returns.records import Lines
from duban.returns.taking import Taking, shown

Area = tuple[int, int, int, int]
Input = tuple[str, Column]
"""A row key and the column."""


def swallowed(taking: Taking, lines: Lines) -> AbstractSet[str]:
    """Tell of every merged area with something in it that covers inputs, and silence these; the rows that lost one."""
    sheet = lines.found.sheet
    lost: set[str] = set()
    for area in sheet.merged:
        top, left, bottom, right = area
        if bottom <= lines.found.header.row:
            continue
        covered = dict(_covered(lines, area))
        gone = [cell for place, cell in covered.items() if place != (top, left)]
        words = next((raw for place in ((top, left), *covered) if (raw := sheet.cell(*place)) != ""), "")
        if not gone or words == "":  # what is left in a covered cell is seen by nobody, and read by every program
            continue
        columns = dict.fromkeys(column.label for _, column in covered.values())
        facts = {
            "range": f"{sheet.address(top, left)}:{sheet.address(bottom, right)}",
            "label": "、".join(columns),
            "was": shown(words),
        }
        worded = any(column.kind == "text" for _, column in covered.values())
        silent = list(covered.values()) if worded else gone
        code = "cells-merged" if worded else "choices-merged"
        for row, column in silent[:1] if worded else silent:  # each choice is marked in the copy, where it stands alone
            taking.damage(code, taking.place(sheet, top, left), row, column.key, **facts)
        taking.hushed |= {(row, column.key) for row, column in silent}
        lost |= {row for row, _ in silent}
    return lost


def _covered(lines: Lines, area: Area) -> Iterator[tuple[tuple[int, int], Input]]:
    """The inputs in an area by their place, from the top left on."""
    top, left, bottom, right = area
    by_line = {number: key for key, number in lines.rows.items() if top <= number <= bottom}
    columns = [(lines.found.columns.get(column.key, -1), column) for column in lines.asked.inputs]
    inside = sorted(((at, column) for at, column in columns if left <= at <= right), key=itemgetter(0))
    for number in sorted(by_line):
        for at, column in inside:
            yield (number, at), (by_line[number], column)
