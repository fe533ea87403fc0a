"""The instruction sheet, generated from the rules that validate: the two cannot contradict each other."""

from collections.abc import Iterator, Mapping, Sequence

from duban.messages.catalogue import Messages, render_text
from duban.model.layout import Column, Layout, SheetLayout
from duban.model.plan import Task
from duban.workbook.book import Cell, PageSetup, Sheet, SheetRow
from duban.workbook.paging import row_height

_WIDTH = 118.0
_SIZE = 10.5


def guide_sheet(layout: Layout, tasks: Sequence[Task], facts: Mapping[str, object], texts: Messages) -> Sheet:
    """One page of how to fill the form, and the sources of its tasks."""
    words = list(_words(layout, tasks, facts, texts))
    lines = [SheetRow([Cell(layout.guide_name, "title")], height=32)]
    lines += [SheetRow([Cell(text, style)], height=row_height([(text, _WIDTH)], _SIZE)) for text, style in words]
    return Sheet(
        layout.guide_name,
        lines,
        widths=(_WIDTH,),
        page=PageSetup(landscape=True, fit_one_page=True, last_column=1),
        locked=True,
    )


def _words(
    layout: Layout, tasks: Sequence[Task], facts: Mapping[str, object], texts: Messages
) -> Iterator[tuple[str, str]]:
    for number, text in enumerate(layout.guide, 1):
        yield f"{number}．{render_text(text, **facts)}", "guide"
    yield texts.text("guide-columns"), "guide-head"
    for sheet in layout.sheets:
        for column in (*sheet.heading_inputs, *sheet.input_columns):
            owed = _owed(column, sheet, texts)
            yield (
                texts.text("guide-column", sheet=sheet.name, label=column.label, help=column.help, owed=owed),
                "guide",
            )
    for sheet in layout.sheets:
        for column in sheet.input_columns:
            if column.options:
                yield texts.text("guide-choices", label=column.label), "guide-head"
                for option in column.options:
                    yield texts.text("guide-choice", option=option.text, explain=option.explain), "guide"
    sourced = [task for task in tasks if task.sources]
    if sourced:
        yield texts.text("guide-sources"), "guide-head"
    for task in sourced:
        sources = "；".join(task.sources)
        yield texts.text("guide-source", number=task.number, name=task.name, sources=sources), "guide"


def _owed(column: Column, sheet: SheetLayout, texts: Messages) -> str:
    labels = {other.key: other.label for other in sheet.columns}
    words = "" if column.required == "no" else texts.text(f"guide-{column.required}")
    for key, values in column.required_when.items():
        words += texts.text("guide-when", other=labels[key], values="、".join(values))
    return words
