"""How much a form asks: its inputs in sight, and what must be filled in where nothing is late.

`python docs/form_counts.py [CHECKOUT]` prints a line of a Markdown table for each form of shown_forms.py, of the demos
as they were played there, by the program that lies there: this one, or an earlier one to compare with. What must be
filled in is asked of intake: the blank form is read as a return, what it misses is filled in, and so on until it misses
nothing.
"""

import sys
import tempfile
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import NamedTuple

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.datavalidation import DataValidation

OWN = Path(__file__).resolve().parents[1]
CHECKOUT = Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else OWN
sys.path[:0] = [str(CHECKOUT), str(OWN)]

from docs.shown_forms import InputCell, ShownForm, input_cells, shown_forms  # noqa: E402
from duban.journeys.context import open_context  # noqa: E402
from duban.journeys.load_file import load_file  # noqa: E402
from duban.journeys.return_reader import ReturnReader  # noqa: E402

HOPEFUL = "能按期完成"
"""What is chosen where it is offered; else the first choice."""
UNCHANGED = "与上期相同"
"""How the check column ends where an answer that was carried must be confirmed or changed."""
NO_CHANGE = "本期整表无变化："
"""What stands before the input that answers all such rows at once."""


class Effort(NamedTuple):
    """inputs: in sight. needed: of these, filled in where nothing is late. clicks: to fill those in."""

    inputs: int
    needed: int
    clicks: int


def main() -> None:
    """A line for each form."""
    for form in shown_forms(CHECKOUT / "output" / "demo"):
        effort = effort_of(form)
        print(f"| {form.plan} {form.form}（{form.unit}） | {effort.inputs} | {effort.needed} | {effort.clicks} |")


def effort_of(form: ShownForm) -> Effort:
    """What a form asks of its unit."""
    inputs = [cell for cells in input_cells(form.path).values() for cell in cells]
    needed = list(needed_inputs(form, {(cell.sheet, cell.cell): cell for cell in inputs}))
    confirmed, has_tick = rows_to_confirm(form.path)
    # a row is confirmed in a list beside it, or all of them in one list above
    confirmed = min(confirmed, 1) if has_tick else confirmed
    return Effort(len(inputs), len(needed) + confirmed, sum(cell.clicks for cell in needed) + 2 * confirmed)


def needed_inputs(form: ShownForm, inputs: Mapping[tuple[str, str], InputCell]) -> Iterator[InputCell]:
    """The inputs that intake misses, one reading after another. inputs: those of the form, by sheet and cell."""
    demo = CHECKOUT / "output" / "demo"
    at = date(int(form.period[:4]), 12, 31)
    plan = str(demo / "plans" / form.plan)
    desk = open_context(demo / "config.yaml", plan, form.form, form.period, at, None, compiling=False)
    reader = ReturnReader(desk.issued)
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / "form.xlsx"
        book = load_workbook(form.path)
        while True:
            book.save(copy)
            places = {(each.place.sheet, each.place.cell) for each in reader(load_file(copy)).findings}
            missed = [inputs[place] for place in sorted(places & inputs.keys()) if is_blank(book, *place)]
            if not missed:
                return
            for cell in missed:
                book[cell.sheet][cell.cell].value = answer_for(book, cell)
                yield cell


def is_blank(book: Workbook, sheet: str, cell: str) -> bool:
    """Whether nothing stands in a cell."""
    return book[sheet][cell].value is None


def answer_for(book: Workbook, cell: InputCell) -> object:
    """Something that the cell takes: good news, the first day, the highest number, a word."""
    rules = book[cell.sheet].data_validations.dataValidation
    rule = next((rule for rule in rules if cell.cell in rule.sqref), None)
    if rule is None or rule.type in (None, "textLength", "custom"):
        return "完成"
    if rule.type == "list":
        offered = choices(book, rule)
        return HOPEFUL if HOPEFUL in offered else offered[0]
    return float(rule.formula2 if rule.formula2 and rule.type != "date" else rule.formula1)


def choices(book: Workbook, rule: DataValidation) -> list[str]:
    """What a list offers."""
    formula = str(rule.formula1)
    if formula.startswith('"'):
        return formula.strip('"').split(",")
    [(sheet, area)] = book.defined_names[formula].destinations
    return [str(cell.value) for row in book[sheet][area] for cell in row]


def rows_to_confirm(path: Path) -> tuple[int, bool]:
    """In how many rows in sight the check column asks to confirm or change; and whether one input confirms all."""
    book = load_workbook(path, data_only=True)
    rows = [
        [cell.value for cell in line]
        for sheet in book
        for line in sheet.iter_rows()
        if not sheet.row_dimensions[line[0].row or 0].hidden
    ]
    asking = [row for row in rows if any(str(value).endswith(UNCHANGED) for value in row)]
    return len(asking), any(NO_CHANGE in row for row in rows)


if __name__ == "__main__":
    main()
