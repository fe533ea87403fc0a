"""The instruction sheet of a form, made from the rules of its cells, so that it cannot contradict them.

A layout says only what no rule says.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from duban.fields.locked import STAGE_PATH
from duban.forms.batch import FormBatch, FormDraft
from duban.forms.input_hints import InputHints
from duban.forms.table import FormTable
from duban.forms.table_design import TableDesign
from duban.model.cycle import FilledBy
from duban.workbook.book import Cell, PageSetup, Sheet, SheetRow
from duban.workbook.paging import BODY_FONT_SIZE, fitted_row

_Text = Callable[..., str]
"""Gives one of the program's own sentences."""
_WIDTH = 118.0
_REMEMBERED = 64
"""Tables whose lines nearly always are those of the next unit's form."""


class GuidedTable(NamedTuple):
    """What of a table the instructions speak of."""

    design: TableDesign
    hints: InputHints
    folded_stages: tuple[str, ...]
    has_carried: bool


def guide_sheet(draft: FormDraft, tables: Sequence[FormTable]) -> Sheet:
    """How to fill the tables that this form has, column by column, and the sources of the unit's tasks."""
    name, own_lines = draft.layout.guide_name, tuple(map(draft.filled_text, draft.layout.guide))
    guided = tuple(GuidedTable(one.design, one.hints, one.folded_stages, bool(one.carried.columns)) for one in tables)
    common = _common_rows(draft.batch, guided, own_lines, is_copy=draft.submission is not None)
    page = PageSetup(last_column=1)
    return Sheet(name, (*common, *map(_fitted_line, _sources(draft))), widths=(_WIDTH,), page=page, locked=True)


@lru_cache(maxsize=_REMEMBERED)
def _common_rows(
    batch: FormBatch, tables: tuple[GuidedTable, ...], own_lines: tuple[str, ...], *, is_copy: bool
) -> Sequence[SheetRow]:
    """All but the sources: what forms with such tables have alike.

    Args:
        batch: of the forms.
        tables: of each.
        own_lines: of the layout, filled.
        is_copy: of a correction copy.
    """
    text = batch.messages.text
    cells = (
        *_instructions(batch, tables, own_lines, is_copy=is_copy),
        *_columns(text, tables),
        *_choices(text, tables),
    )
    title = SheetRow([Cell(batch.snapshot.layout.guide_name, "title")], height=32)
    return [title, *map(_fitted_line, cells)]


def _fitted_line(cell: Cell) -> SheetRow:
    return fitted_row([cell], (_WIDTH,), BODY_FONT_SIZE)


def _instructions(
    batch: FormBatch, tables: Sequence[GuidedTable], own_lines: Sequence[str], *, is_copy: bool
) -> Iterator[Cell]:
    """A correction copy's first words and the basis; then, counted, the layout's lines among the program's own."""
    text, plan = batch.messages.text, batch.snapshot.plan
    if is_copy:
        yield Cell(text("guide-correction"), "guide-head")
    if plan.number:
        yield Cell(text("guide-basis", plan=plan.name, number=plan.number), "guide")
    lines = (*_first_lines(text, tables), *own_lines, text("guide-paste"), text("guide-file"))
    for number, line in enumerate(dict.fromkeys(lines), 1):  # an office's layout may say one of them, too
        yield Cell(f"{number}．{line}", "guide")


def _first_lines(text: _Text, tables: Sequence[GuidedTable]) -> Iterator[str]:
    """What the colours of the cells mean, how the checks are read, and which rows are folded."""
    yield text("guide-colours")
    if any(table.has_carried for table in tables):
        yield text("guide-carried")
    yield text("guide-check")
    for table in tables:
        if stages := table.folded_stages:
            stage = next(column for column in table.design.layout.columns if column.shows == STAGE_PATH)
            yield text("guide-folded", sheet=table.design.layout.name, stages=stages, label=stage.label)


def _columns(text: _Text, tables: Iterable[GuidedTable]) -> Iterator[Cell]:
    """Every input with its hint."""
    yield Cell(text("guide-columns"), "guide-head")
    for table in tables:
        sheet = table.design.layout
        for column in (*sheet.heading_inputs, *sheet.input_columns):
            words = {"sheet": sheet.name, "label": column.label, "hint": table.hints.hint(column)}
            yield Cell(text("guide-column", **words), "guide")


def _choices(text: _Text, tables: Iterable[GuidedTable]) -> Iterator[Cell]:
    columns = [column for table in tables for column in table.design.layout.input_columns]
    for column in columns:
        if column.options:
            yield Cell(text("guide-choices", label=column.label), "guide-head")
        for option in column.options:
            yield Cell(text("guide-choice", option=option.text, explain=option.explain), "guide")


def _sources(draft: FormDraft) -> Iterator[Cell]:
    """Where a unit's tasks come from; who judges those of all units knows the plan, and would print pages of it."""
    text, snapshot = draft.messages.text, draft.batch.snapshot
    is_judge = snapshot.cycle.filler == FilledBy.JUDGE
    tasks = () if is_judge else snapshot.assignment.tasks_by_unit.get(draft.unit.code, ())
    tasks_with_sources = [task for task in tasks if task.sources]
    if tasks_with_sources:
        yield Cell(text("guide-sources"), "guide-head")
    for task in tasks_with_sources:
        sources = "；".join(task.sources)
        yield Cell(text("guide-source", number=task.number, name=task.name, sources=sources), "guide")
