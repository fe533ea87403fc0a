"""Proof-reading what the office wrote: its plan for doubts, its templates for slips."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from duban.fields import named_days
from duban.io.workspace import Workspace, shipped_styles
from duban.lights.rule import LIGHTS
from duban.lints import check_plan
from duban.lints.layouts import layout_slips
from duban.lints.slip import text_slip, unknown
from duban.lints.templates import light_slips, report_slips, sentence_slips, style_slips
from duban.model.finding import Finding, Loc, Remark
from duban.model.layout import Layout
from duban.model.period import periods
from duban.model.report import ReportBook
from duban.model.split import Split
from duban.model.target import Target
from duban.reports.shelf import REPORTS

_OF_A_BATCH = ("packing", "calendar-missing", "calendar-periods", "calendar-milestones")
"""Rows that come from a batch of forms or from a plan's calendar, not from a situation."""
_A_TARGET = Target(name="—", goal=Decimal(1))
"""Shown paths are tried on a row that has everything."""
NOTICES = ("issue", "remind", "return")


def doubts(workspace: Workspace) -> tuple[Finding, ...]:
    """What proof-reading the plan finds, warnings and errors."""
    loaded = workspace.loaded
    return (*loaded.warnings, *check_plan(loaded, workspace.holidays))


def slips(workspace: Workspace) -> tuple[Finding, ...]:
    """What is wrong in the templates beyond their shape, at its line."""
    return tuple(workspace.finding(name, remark) for name, remarks in _templates(workspace) for remark in remarks)


def _templates(workspace: Workspace) -> Iterator[tuple[str, Iterable[Remark]]]:
    for name, layout in workspace.layouts.items():
        yield f"forms/{name}", _layout(workspace, layout)
    yield "lights.yaml", light_slips(workspace.light_rules, {code: LIGHTS[code] for code in LIGHTS})
    yield "styles.yaml", style_slips(workspace.styles, shipped_styles(), workspace.config.colors)
    for stem, sheet in workspace.report_sheets.items():
        yield f"reports/{stem}.yaml", report_slips(sheet, [*REPORTS, *_OF_A_BATCH], workspace.styles)
    yield "reports/books.yaml", _books(workspace)
    for name, entries in workspace.sentences.items():
        yield f"texts/{name}", sentence_slips(entries)
    for stem in NOTICES:
        yield f"notices/{stem}.txt", text_slip((), workspace.notice(stem))


def units_of(workspace: Workspace) -> int:
    """How many units get the plan's first form."""
    loaded = workspace.loaded
    cycle = loaded.plan.cycles[0]
    first = periods(loaded.plan, cycle, workspace.holidays)[0]
    return len(Split(loaded.plan, loaded.directory, cycle, first).units)


def _layout(workspace: Workspace, layout: Layout) -> Iterator[Remark]:
    """A kind that the plan uses is tried on its first task and period; another one's texts have no facts here."""
    plan, directory = workspace.loaded.plan, workspace.loaded.directory
    named = next((cycle for cycle in plan.cycles if cycle.form == layout.name), None)
    cycle = named or plan.cycles[0]
    every = periods(plan, cycle, workspace.holidays)
    if not every:
        return
    unit = directory.units[0]
    facts = {"plan": plan, "cycle": cycle, "period": every[0], "unit": unit} if named else None
    row = replace(Split(plan, directory, cycle, every[0]).milestone_rows(plan.tasks[0])[0], target=_A_TARGET)
    others = [each.code for each in workspace.layouts.values()]
    yield from layout_slips(layout, row, named_days(plan.year, every[0]), facts, others)


def _books(workspace: Workspace) -> Iterator[Remark]:
    shelves: list[tuple[Loc, Sequence[ReportBook]]] = [(("books",), workspace.report_books.books)]
    shelves += [(("kinds", code), books) for code, books in workspace.report_books.kinds.items()]
    for loc, books in shelves:
        for index, book in enumerate(books):
            for place, stem in enumerate(book.sheets):
                if stem not in workspace.report_sheets:
                    yield unknown((*loc, index, "sheets", place), stem, workspace.report_sheets)
