"""The instruction sheet of a form, made from the rules of its cells, so that it cannot contradict them.

A layout says only what no rule says.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from duban.fields.locked import STAGE_PATH
from duban.forms.batch import FormDraft
from duban.forms.table import FormTable
from duban.model.cycle import FilledBy
from duban.workbook.book import Cell, PageSetup, Sheet, SheetRow
from duban.workbook.paging import BODY_FONT_SIZE, fitted_row

_WIDTH = 118.0


def guide_sheet(draft: FormDraft, tables: Sequence[FormTable]) -> Sheet:
    """How to fill the tables that this form has, column by column, and the sources of the unit's tasks."""
    name = draft.layout.guide_name
    rows = [SheetRow([Cell(name, "title")], height=32)]
    cells = (*_instructions(draft, tables), *_columns(draft, tables), *_choices(draft, tables), *_sources(draft))
    rows += map(_fitted_line, cells)
    page = PageSetup(last_column=1)
    return Sheet(name, rows, widths=(_WIDTH,), page=page, locked=True)


@lru_cache(maxsize=1024)
def _fitted_line(cell: Cell) -> SheetRow:
    """A line, measured once: nearly all are the same in the next unit's form."""
    return fitted_row([cell], (_WIDTH,), BODY_FONT_SIZE)


def _instructions(draft: FormDraft, tables: Sequence[FormTable]) -> Iterator[Cell]:
    """A correction copy's first words and the basis; then, counted, the layout's lines among the program's own."""
    text, plan = draft.messages.text, draft.batch.snapshot.plan
    if draft.submission:
        yield Cell(text("guide-correction"), "guide-head")
    if plan.number:
        yield Cell(text("guide-basis", plan=plan.name, number=plan.number), "guide")
    own = map(draft.filled_text, draft.layout.guide)
    lines = (*_first_lines(draft, tables), *own, text("guide-paste"), text("guide-file"))
    for number, line in enumerate(dict.fromkeys(lines), 1):  # an office's layout may say one of them, too
        yield Cell(f"{number}．{line}", "guide")


def _first_lines(draft: FormDraft, tables: Sequence[FormTable]) -> Iterator[str]:
    """What the colours of the cells mean, how the checks are read, and which rows are folded."""
    text = draft.messages.text
    yield text("guide-colours")
    if any(table.carried.columns for table in tables):
        yield text("guide-carried")
    yield text("guide-check")
    for table in tables:
        if stages := table.folded_stages:
            stage = next(column for column in table.layout.columns if column.shows == STAGE_PATH)
            yield text("guide-folded", sheet=table.layout.name, stages=stages, label=stage.label)


def _columns(draft: FormDraft, tables: Iterable[FormTable]) -> Iterator[Cell]:
    """Every input with its hint."""
    text = draft.messages.text
    yield Cell(text("guide-columns"), "guide-head")
    for table in tables:
        sheet = table.layout
        for column in (*sheet.heading_inputs, *sheet.input_columns):
            words = {"sheet": sheet.name, "label": column.label, "hint": table.hints.hint(column)}
            yield Cell(text("guide-column", **words), "guide")


def _choices(draft: FormDraft, tables: Iterable[FormTable]) -> Iterator[Cell]:
    text = draft.messages.text
    columns = [column for table in tables for column in table.layout.input_columns]
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
