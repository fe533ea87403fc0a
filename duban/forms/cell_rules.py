"""What programs enforce in the cells of a form's table, and which cells they mark while something is owed."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter

from duban.fields.row_traits import RowTraits
from duban.forms.carried import CarriedAnswers
from duban.forms.heading import input_cell
from duban.forms.input_hints import InputHints
from duban.forms.table_design import TableDesign
from duban.model.row import Row
from duban.value_object import replace
from duban.workbook.book import ConditionalFormat, Validation, cell_address, range_address


def validations(
    design: TableDesign, hints: InputHints, subjects: Sequence[Row], numbered_traits: Sequence[tuple[int, RowTraits]]
) -> Iterator[Validation]:
    """What the inputs of a table take.

    Args:
        design: of the table.
        hints: that stand beside its inputs.
        subjects: what its rows are about.
        numbered_traits: of each row its number in the sheet and its traits.
    """
    for item in design.layout.heading:
        if item.asks:
            yield replace(design.rule(item.asks, hints, None, None), cells=input_cell(item))
    runs = list(_runs_of_rows(subjects, numbered_traits))
    for position, column in design.columns.numbered:
        if column.kind:
            # rows whose rule is the same, one below another, share one
            rules = [(design.rule(column, hints, row, traits), first, last) for row, traits, first, last in runs]
            for rule, group in groupby(rules, key=itemgetter(0)):
                numbers = [number for _, *ends in group for number in ends]
                yield replace(rule, cells=range_address(numbers[0], position, numbers[-1]))


def _runs_of_rows(
    subjects: Sequence[Row], numbered_traits: Sequence[tuple[int, RowTraits]]
) -> Iterator[tuple[Row, RowTraits, int, int]]:
    """Of rows one below another that are alike, the first, their traits, and the first and the last number."""
    pairs = zip(subjects, numbered_traits, strict=True)
    for traits, group in groupby(pairs, key=lambda pair: pair[1][1]):
        run = list(group)
        (row, (first, _)), (_, (last, _)) = run[0], run[-1]
        yield row, traits, first, last


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
