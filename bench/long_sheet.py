"""A long sheet of a report, by our writer and by openpyxl's write-only workbook, which is meant for such sheets."""

from collections.abc import Iterator, Mapping
from io import BytesIO
from itertools import cycle, islice
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils import get_column_letter

from bench.plain import style_objects
from bench.turns import in_turns
from duban.model.milestone import Milestone
from duban.model.plan import Plan, Task
from duban.workbook.book import Book, Cell, Scalar, Sheet, SheetRow
from duban.writers.resolved_styles import ResolvedStyles
from duban.writers.xlsx import write_workbook

ROWS, TURNS = 5000, 8
_HEADER = ("序号", "任务", "节点", "完成时限", "牵头", "灯色", "自报", "亮灯原因", "进展情况", "下一步")
_WIDTHS = (5, 20, 34, 11, 10, 8, 10, 24, 44, 30)
_LIGHTS = ("light-green", "light-yellow", "light-red", "light-blue")


def write_long_sheets(plan: Plan, styles: ResolvedStyles) -> dict[str, list[float]]:
    """The same rows of milestones by all, in turns; ms a sheet.

    set: openpyxl with style objects set on each cell, as its manual shows. copied: with the style of a first such cell
    copied to each, as who looks for speed finds out; the attribute is private.
    """
    rivals = {
        "ours": lambda _: write_workbook(Book([Sheet("节点", _rows(plan), _WIDTHS)]), styles),
        "set": lambda _: _by_openpyxl(_rows(plan), styles, copies=False),
        "copied": lambda _: _by_openpyxl(_rows(plan), styles, copies=True),
    }
    return in_turns(rivals, range(TURNS))


def _rows(plan: Plan) -> Iterator[SheetRow]:
    """Header and rows, one after the other as reports make them."""
    yield SheetRow([Cell(text, "head") for text in _HEADER], 30)
    milestones = ((task, milestone) for task in plan.tasks for milestone in task.milestones)
    lights = cycle(_LIGHTS)
    for number, (task, milestone) in enumerate(islice(milestones, ROWS), 1):
        yield SheetRow(_cells(number, task, milestone, next(lights)), 42)


def _cells(number: int, task: Task, milestone: Milestone, light: str) -> list[Cell]:
    return [
        Cell(number, "number"),
        Cell(task.name, "word-middle"),
        Cell(f"{task.lead}：{milestone.line}", "word-middle"),
        Cell(milestone.due, "word-date"),
        Cell(task.lead, "word-center"),
        Cell("●正常", light),
        Cell("能按期完成", "word-center"),
        Cell(f"应于{milestone.due}完成", "word-middle"),
        Cell(f"{task.lead}已完成{number}项。", "word"),
        Cell(f"{task.lead}下一步做好第{number}项。", "word"),
    ]


def _by_openpyxl(rows: Iterator[SheetRow], styles: ResolvedStyles, *, copies: bool) -> bytes:
    """copies: styles from a first cell of each; else style objects are set on each cell."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("节点")
    for column, width in enumerate(_WIDTHS, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    objects = {name: style_objects(properties) for name, properties in styles.format_properties.items()}
    first_cells = {name: _styled_cell(sheet, None, of_style) for name, of_style in objects.items()}
    for number, row in enumerate(rows, 1):
        sheet.row_dimensions[number].height = row.height
        cells = []
        for cell in filter(None, row.cells):
            cells.append(_styled_cell(sheet, cell.value, {} if copies else objects[cell.style]))
            if copies:
                cells[-1]._style = first_cells[cell.style]._style  # noqa: SLF001 — that is how
        sheet.append(cells)
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _styled_cell(sheet: Any, value: Scalar, objects: Mapping[str, Any]) -> Any:  # noqa: ANN401 — openpyxl's are untyped
    cell: Any = WriteOnlyCell(sheet, value)  # type: ignore[arg-type]
    for name, style_object in objects.items():
        setattr(cell, name, style_object)
    return cell
