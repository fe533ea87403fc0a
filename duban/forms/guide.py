"""The instruction sheet of a form: made from the rules that validate its cells, so that it cannot contradict them."""

from collections.abc import Iterator, Sequence

from duban.forms.batch import FormDraft
from duban.messages.catalogue import Messages
from duban.model.layout import Column, Layout, SheetLayout
from duban.model.plan import Task
from duban.workbook.book import Cell, PageSetup, Sheet, SheetRow
from duban.workbook.paging import BODY_FONT_SIZE, fitted_row

_WIDTH = 118.0


def guide_sheet(draft: FormDraft) -> Sheet:
    """One page: how to fill the form, column by column, and the sources of the unit's tasks."""
    layout, messages = draft.batch.layout, draft.batch.messages
    tasks = draft.batch.snapshot.assignment.tasks_by_unit.get(draft.unit.code, ())
    lines = [Cell(f"{number}．{draft.filled_text(text)}", "guide") for number, text in enumerate(layout.guide, 1)]
    lines += [*_columns(layout, messages), *_sources(tasks, messages)]
    rows = [SheetRow([Cell(layout.guide_name, "title")], height=32)]
    rows += [fitted_row([cell], (_WIDTH,), BODY_FONT_SIZE) for cell in lines]
    page = PageSetup(fit_one_page=True, last_column=1)
    return Sheet(layout.guide_name, rows, widths=(_WIDTH,), page=page, locked=True)


def _columns(layout: Layout, messages: Messages) -> Iterator[Cell]:
    """Every input with its help and when it is owed; then the options of each choice."""
    yield Cell(messages.text("guide-columns"), "guide-head")
    for sheet in layout.sheets:
        for column in (*sheet.heading_inputs, *sheet.input_columns):
            facts = {"label": column.label, "help": column.help, "owed": _when_owed(column, sheet, messages)}
            yield Cell(messages.text("guide-column", sheet=sheet.name, **facts), "guide")
    choices = [column for sheet in layout.sheets for column in sheet.input_columns if column.options]
    for column in choices:
        yield Cell(messages.text("guide-choices", label=column.label), "guide-head")
        for option in column.options:
            yield Cell(messages.text("guide-choice", option=option.text, explain=option.explain), "guide")


def _sources(tasks: Sequence[Task], messages: Messages) -> Iterator[Cell]:
    tasks_with_sources = [task for task in tasks if task.sources]
    if tasks_with_sources:
        yield Cell(messages.text("guide-sources"), "guide-head")
    for task in tasks_with_sources:
        facts = {"number": task.number, "name": task.name, "sources": "；".join(task.sources)}
        yield Cell(messages.text("guide-source", **facts), "guide")


def _when_owed(column: Column, sheet: SheetLayout, messages: Messages) -> str:
    labels = {other.key: other.label for other in sheet.columns}
    text = "" if column.required == "no" else messages.text(f"guide-{column.required}")
    for key, values in column.required_when.items():
        text += messages.text("guide-when", other=labels[key], values="、".join(values))
    return text
