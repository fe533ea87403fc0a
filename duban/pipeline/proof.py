"""Proof-reading what the office wrote: its plan for doubts, its templates for slips."""

from collections.abc import Iterable, Iterator

from duban.fields import named_days
from duban.io.workspace import Workspace, shipped_styles
from duban.lights.rule import LIGHTS
from duban.lints import check_plan
from duban.lints.layouts import layout_slips
from duban.lints.slip import text_slip, unknown
from duban.lints.templates import light_slips, report_slips, sentence_slips, style_slips
from duban.model.finding import Finding, Remark
from duban.model.layout import Layout
from duban.model.period import periods
from duban.model.row import reporters, rows_of
from duban.reports.shelf import REPORTS

_OF_A_BATCH = "packing"
"""Rows that come from a batch of forms, not from a situation."""
NOTICES = ("issue", "remind", "return")


def doubts(workspace: Workspace) -> tuple[Finding, ...]:
    """What proof-reading the plan finds, warnings and errors."""
    loaded = workspace.loaded
    found = check_plan(loaded.plan, loaded.directory, workspace.holidays, loaded.place)
    return (*loaded.warnings, *found)


def slips(workspace: Workspace) -> tuple[Finding, ...]:
    """What is wrong in the templates beyond their shape, at its line."""
    return tuple(workspace.finding(name, remark) for name, remarks in _templates(workspace) for remark in remarks)


def _templates(workspace: Workspace) -> Iterator[tuple[str, Iterable[Remark]]]:
    for name, layout in workspace.layouts.items():
        yield f"forms/{name}", _layout(workspace, layout)
    yield "lights.yaml", light_slips(workspace.light_rules, {code: LIGHTS[code] for code in LIGHTS})
    yield "styles.yaml", style_slips(workspace.styles, shipped_styles(), workspace.config.colors)
    for stem, sheet in workspace.report_sheets.items():
        yield f"reports/{stem}.yaml", report_slips(sheet, [*REPORTS, _OF_A_BATCH], workspace.styles)
    yield "reports/books.yaml", _books(workspace)
    for name, entries in workspace.sentences.items():
        yield f"texts/{name}", sentence_slips(entries)
    for stem in NOTICES:
        yield f"notices/{stem}.txt", text_slip((), workspace.notice(stem))


def _layout(workspace: Workspace, layout: Layout) -> Iterator[Remark]:
    """A kind that the plan uses is tried on its first task and period; another one's texts have no facts here."""
    loaded = workspace.loaded
    task, unit = loaded.plan.tasks[0], reporters(loaded.plan, loaded.directory)[0]
    cycle = next((cycle for cycle in loaded.plan.cycles if cycle.form == layout.name), None)
    every = periods(loaded.plan, cycle or loaded.plan.cycles[0], workspace.holidays)
    facts = {"plan": loaded.plan, "cycle": cycle, "period": every[0], "unit": unit} if cycle else None
    rows = {"task": rows_of("task", [task])[0], "milestone": rows_of("milestone", [task])[0]}
    yield from layout_slips(layout, rows, named_days(loaded.plan.year, every[0]), facts)


def _books(workspace: Workspace) -> Iterator[Remark]:
    for index, book in enumerate(workspace.report_books.books):
        for place, stem in enumerate(book.sheets):
            if stem not in workspace.report_sheets:
                yield unknown(("books", index, "sheets", place), stem, workspace.report_sheets)
