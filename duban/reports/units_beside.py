"""各单位 on the first page: two units a line, those without a worry together where there is no room for all."""

from collections.abc import Mapping, Sequence

from duban.model.figure import Figure
from duban.model.status import Status
from duban.model.verdict import Light
from duban.reports.figures import (
    LIGHTS_AS_READ,
    UnitFigures,
    figures_of_units,
    fraction_text,
    group_figures,
    total_figures,
    total_of_units_word,
)
from duban.reports.formatting import DASH
from duban.reports.row_links import RowLinks
from duban.reports.table_rows import FOLDS, TABLES, CellContent, ReportRows
from duban.reports.unit_order import in_chosen_order, unit_gravity
from duban.value_object import ValueObject
from duban.workbook.book import Cell

_PLACES = 2  # in a line: a unit in each
_LAST_PLACES = 2  # behind the units that are listed: all others together, and the total


class _Line(ValueObject):
    """A unit, or several together, with its figures."""

    name: str
    figures: Mapping[str, Figure]
    style: str = ""


@TABLES("units-beside")
def units_beside(status: Status) -> ReportRows:
    """Every unit in the chosen order with its tasks by light and what it finished in time, two a line; then a total."""
    lines = [_line(of_unit) for of_unit in in_chosen_order(status, figures_of_units(status))]
    yield from _beside(status, [*lines, _total(status)])


@FOLDS("units-beside")
def fewer_units_beside(status: Status, count: int) -> ReportRows:
    """So many lines: the units with the gravest lights, in the chosen order; the others together; the total."""
    units = in_chosen_order(status, figures_of_units(status))
    room = max(0, count * _PLACES - _LAST_PLACES)
    gravities = [*map(unit_gravity(status), units)]
    gravest = set(sorted(range(len(units)), key=gravities.__getitem__)[:room])
    listed = [_line(of_unit) for index, of_unit in enumerate(units) if index in gravest]
    others = [of_unit for index, of_unit in enumerate(units) if index not in gravest]
    together = tuple(task for of_unit in others for task in of_unit.tasks)
    name = status.messages.text("units-together", count=len(others), people=status.cycle.filler)
    folded = [_Line(name, group_figures(status, together))] if others else []
    yield from _beside(status, [*listed, *folded, _total(status)])


def _line(of_unit: UnitFigures) -> _Line:
    return _Line(of_unit.title, of_unit.figures)


def _total(status: Status) -> _Line:
    return _Line(total_of_units_word(status), total_figures(status), "total")


def _beside(status: Status, lines: Sequence[_Line]) -> ReportRows:
    symbol, links = status.light_rules.lights[Light.GREY].symbol, RowLinks(status)
    for start in range(0, len(lines), _PLACES):
        row: dict[str, CellContent] = {}
        for place, line in enumerate(lines[start : start + _PLACES], 1):
            row |= {f"{key}_{place}": cell for key, cell in _cells(line, symbol, links).items()}
        yield row


def _cells(line: _Line, symbol: str, links: RowLinks) -> Mapping[str, CellContent]:
    """The cells of a line, each count in the colour of its light and with a link to the first that it counts.

    symbol: of what is not known.
    """
    figures = line.figures
    due = Cell(_due_words(figures, symbol), line.style or "number", row_links=links.first_rows(figures["due"].keys))
    cells: dict[str, CellContent] = {"unit": Cell(line.name, line.style or "word-center"), "due": due}
    for light in LIGHTS_AS_READ:
        keys = figures[light].keys
        style = line.style or (f"light-{light}" if keys else "number")
        cells[light] = Cell(len(keys) or DASH, style, row_links=links.first_rows(keys))
    return cells


def _due_words(figures: Mapping[str, Figure], symbol: str) -> str:
    """`3/4`, finished in time of what is due, and how much of it nobody knows: `3/5 ×1`."""
    unknown = len(figures["due_unknown"])
    return fraction_text(figures["due_in_time"]) + (f" {symbol}{unknown}" if unknown else "")
