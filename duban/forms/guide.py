"""The instruction sheet, generated from the rules that validate: the two cannot contradict each other."""

from collections.abc import Iterator, Mapping, Sequence

from duban.messages.catalogue import Texts, fill
from duban.model.layout import Column, Layout, SheetLayout
from duban.model.plan import Task
from duban.workbook.book import Cell, Line, Page, Sheet
from duban.workbook.height import height

_WIDTH = 118.0
_SIZE = 10.5


def guide(layout: Layout, tasks: Sequence[Task], facts: Mapping[str, object], texts: Texts) -> Sheet:
    """One page of how to fill the form, and the sources of its tasks."""
    words = list(_words(layout, tasks, facts, texts))
    lines = [Line([Cell(layout.guide_name, "title")], height=32)]
    lines += [Line([Cell(text, style)], height=height([(text, _WIDTH)], _SIZE)) for text, style in words]
    return Sheet(
        layout.guide_name,
        lines,
        widths=(_WIDTH,),
        page=Page(landscape=True, one_page=True, last_column=1),
        locked=True,
    )


def _words(
    layout: Layout, tasks: Sequence[Task], facts: Mapping[str, object], texts: Texts
) -> Iterator[tuple[str, str]]:
    for number, text in enumerate(layout.guide, 1):
        yield f"{number}．{fill(text, **facts)}", "guide"
    yield texts.word("guide-columns"), "guide-head"
    for sheet in layout.sheets:
        for column in (*sheet.asked, *sheet.inputs):
            owed = _owed(column, sheet, texts)
            yield (
                texts.word("guide-column", sheet=sheet.name, label=column.label, help=column.help, owed=owed),
                "guide",
            )
    for sheet in layout.sheets:
        for column in sheet.inputs:
            if column.options:
                yield texts.word("guide-choices", label=column.label), "guide-head"
                for option in column.options:
                    yield texts.word("guide-choice", option=option.text, explain=option.explain), "guide"
    sourced = [task for task in tasks if task.sources]
    if sourced:
        yield texts.word("guide-sources"), "guide-head"
    for task in sourced:
        sources = "；".join(task.sources)
        yield texts.word("guide-source", number=task.number, name=task.name, sources=sources), "guide"


def _owed(column: Column, sheet: SheetLayout, texts: Texts) -> str:
    labels = {other.key: other.label for other in sheet.columns}
    words = "" if column.required == "no" else texts.word(f"guide-{column.required}")
    for key, values in column.required_when.items():
        words += texts.word("guide-when", other=labels[key], values="、".join(values))
    return words
