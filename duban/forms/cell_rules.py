"""What programs enforce in the cells of a form's table, and which cells they mark while something is owed."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from duban.fields.row_traits import RowTraits
from duban.forms.batch import FormRow
from duban.forms.carried import CarriedAnswers
from duban.forms.heading import input_cell
from duban.forms.input_hints import InputHints
from duban.forms.table_design import TableDesign
from duban.model.row import Row
from duban.value_object import replace
from duban.workbook.book import ConditionalFormat, Validation, cell_address, range_address


class AlikeRows(NamedTuple):
    """Rows one below another that no rule tells from each other."""

    subject: Row
    """What the first of them is about."""
    traits: RowTraits
    first: int
    last: int
    """Numbers of rows in the sheet."""


def alike_rows(numbered_rows: Iterable[tuple[int, FormRow, RowTraits]]) -> Sequence[AlikeRows]:
    """The rows of a table, in pieces of which one ends where another begins.

    Args:
        numbered_rows: each with its number in the sheet and its traits.
    """
    pieces = []
    for traits, group in groupby(numbered_rows, key=itemgetter(2)):
        piece = list(group)
        pieces.append(AlikeRows(piece[0][1].subject, traits, piece[0][0], piece[-1][0]))
    return pieces


def validations(design: TableDesign, hints: InputHints, pieces: Sequence[AlikeRows]) -> Iterator[Validation]:
    """What the inputs of a table take.

    Args:
        design: of the table.
        hints: that stand beside its inputs.
        pieces: its rows.
    """
    for item in design.layout.heading:
        if item.asks:
            yield replace(design.rules(hints, None, None)[item.asks.key], cells=input_cell(item))
    rules = [design.rules(hints, piece.subject, piece.traits) for piece in pieces]
    for position, column in design.columns.numbered:
        if column.kind:
            own = [rules_of_piece[column.key] for rules_of_piece in rules]
            # rows whose rule is the same, one below another, share one
            for rule, group in groupby(zip(own, pieces, strict=True), key=itemgetter(0)):
                alike = [piece for _, piece in group]
                yield replace(rule, cells=range_address(alike[0].first, position, alike[-1].last))


def conditional_formats(design: TableDesign, carried: CarriedAnswers, last_row: int) -> Iterator[ConditionalFormat]:
    """An input is marked while the check column speaks of it, and the check column while it is not done.

    Args:
        design: of the table.
        carried: what was carried into its inputs.
        last_row: of the table, in the sheet.
    """
    first = design.header_row + 1
    style = "fault" if design.is_copy else "missing"
    for position, formula in design.fault_tests:
        yield ConditionalFormat(range_address(first, position, last_row), formula, style)
    for position, column in design.columns.numbered:  # what was carried in loses the look of that when it is changed
        if column in carried.columns:
            test = carried.is_changed(column, cell_address(first, position), design.header_row)
            yield ConditionalFormat(range_address(first, position, last_row), f"={test}", "changed")
    cells = range_address(design.header_row, design.columns.check, last_row)
    yield ConditionalFormat(cells, design.unfinished_test, "missing-check")
