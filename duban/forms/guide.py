"""The instruction sheet of a form: made from the rules that validate its cells, so that it cannot contradict them."""

from collections.abc import Iterator

from duban.forms.batch import FormDraft
from duban.messages.catalogue import Messages
from duban.model.layout import Column, SheetLayout
from duban.workbook.book import Cell, PageSetup, Sheet, SheetRow
from duban.workbook.paging import BODY_FONT_SIZE, fitted_row

_WIDTH = 118.0


def guide_sheet(draft: FormDraft) -> Sheet:
    """One page: how to fill the form, column by column, and the sources of the unit's tasks."""
    name = draft.layout.guide_name
    rows = [SheetRow([Cell(name, "title")], height=32)]
    cells = (*_instructions(draft), *_choices(draft), *_sources(draft))
    rows += [fitted_row([cell], (_WIDTH,), BODY_FONT_SIZE) for cell in cells]
    page = PageSetup(fit_one_page=True, last_column=1)
    return Sheet(name, rows, widths=(_WIDTH,), page=page, locked=True)


def _instructions(draft: FormDraft) -> Iterator[Cell]:
    """The lines of the layout; then every input with its help and when it is owed."""
    layout, text = draft.layout, draft.messages.text
    for number, line in enumerate(layout.guide, 1):
        yield Cell(f"{number}．{draft.filled_text(line)}", "guide")
    yield Cell(text("guide-columns"), "guide-head")
    for sheet in layout.sheets:
        for column in (*sheet.heading_inputs, *sheet.input_columns):
            facts = {"help": draft.filled_text(column.help), "owed": _when_owed(column, sheet, draft.messages)}
            yield Cell(text("guide-column", sheet=sheet.name, label=column.label, **facts), "guide")


def _choices(draft: FormDraft) -> Iterator[Cell]:
    text = draft.messages.text
    columns = [column for sheet in draft.layout.sheets for column in sheet.input_columns]
    for column in columns:
        if column.options:
            yield Cell(text("guide-choices", label=column.label), "guide-head")
        for option in column.options:
            yield Cell(text("guide-choice", option=option.text, explain=option.explain), "guide")


def _sources(draft: FormDraft) -> Iterator[Cell]:
    text, tasks = draft.messages.text, draft.batch.snapshot.assignment.tasks_by_unit.get(draft.unit.code, ())
    tasks_with_sources = [task for task in tasks if task.sources]
    if tasks_with_sources:
        yield Cell(text("guide-sources"), "guide-head")
    for task in tasks_with_sources:
        sources = "；".join(task.sources)
        yield Cell(text("guide-source", number=task.number, name=task.name, sources=sources), "guide")


def _when_owed(column: Column, sheet: SheetLayout, messages: Messages) -> str:
    labels = {other.key: other.label for other in sheet.columns}
    text = "" if column.required == "no" else messages.text(f"guide-{column.required}")
    for key, values in column.required_when.items():
        text += messages.text("guide-when", other=labels[key], values="、".join(values))
    return text
