"""Proof-reading what the office wrote: its plan for doubts, its templates for slips."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from duban.fields import days_by_name
from duban.messages.finding import Finding, KeyPath, UnplacedFinding
from duban.model.assignment import Assignment
from duban.model.layout import Layout
from duban.model.period import list_periods
from duban.model.report_layout import ReportBook
from duban.model.target import Target
from duban.proofreading import proofread_plan
from duban.proofreading.amends import amends_errors
from duban.proofreading.layouts import layout_errors
from duban.proofreading.slip import duplicate_names, template_text_errors, unknown_name
from duban.proofreading.templates import (
    light_rule_errors,
    message_errors,
    register_layout_errors,
    report_sheet_errors,
    style_errors,
)
from duban.reports.amendments import AMENDMENT_COLUMNS
from duban.reports.shelf import TABLES
from duban.review.lights.rule import light_rule
from duban.workspace.workspace import Workspace, shipped_styles

_OF_A_BATCH = ("packing", "calendar-missing", "calendar-periods", "calendar-milestones")
"""Rows that come from a batch of forms or from a plan's calendar, not from a situation."""
_A_TARGET = Target(name="—", goal=Decimal(1))
"""Shown paths are tried on a row that has everything."""
NOTICE_NAMES = ("issue", "remind", "return", "receipt", "amend")


def plan_warnings(workspace: Workspace) -> tuple[Finding, ...]:
    """What proof-reading the plan finds, warnings and errors."""
    loaded = workspace.loaded_plan
    return (*loaded.warnings, *_unknown_forms(workspace), *proofread_plan(loaded, workspace.holidays))


def template_errors(workspace: Workspace) -> tuple[Finding, ...]:
    """What is wrong in the templates beyond their shape, at its line."""
    return tuple(workspace.to_finding(name, remark) for name, remarks in _templates(workspace) for remark in remarks)


def _templates(workspace: Workspace) -> Iterator[tuple[str, Iterable[UnplacedFinding]]]:
    for name, layout in workspace.layouts.items():
        yield f"forms/{name}", _shared(workspace, layout)
        yield f"forms/{name}", _layout(workspace, layout)
    yield "lights.yaml", light_rule_errors(workspace.light_rules, {code: light_rule[code] for code in light_rule})
    yield "register.yaml", register_layout_errors(workspace.register_layout)
    yield "styles.yaml", style_errors(workspace.styles, shipped_styles(), workspace.config.full_palette)
    for stem, sheet in workspace.report_sheets.items():
        yield f"reports/{stem}.yaml", report_sheet_errors(sheet, [*TABLES, *_OF_A_BATCH], workspace.styles)
    yield "reports/books.yaml", _books(workspace)
    for name, entries in workspace.messages_by_file.items():
        yield f"texts/{name}", message_errors(entries)
    for stem in NOTICE_NAMES:
        yield f"notices/{stem}.txt", template_text_errors((), workspace.notice_template(stem))


def first_form_unit_count(workspace: Workspace) -> int:
    """How many units get the plan's first form."""
    loaded = workspace.loaded_plan
    cycle = loaded.plan.cycles[0]
    every = list_periods(loaded.plan, cycle, workspace.holidays)
    return len(Assignment(loaded.plan, loaded.directory, cycle, every[0]).units) if every else 0


def _layout(workspace: Workspace, layout: Layout) -> Iterator[UnplacedFinding]:
    """A kind that the plan uses is tried on its first task and period; another one's texts have no facts here."""
    plan, directory = workspace.loaded_plan.plan, workspace.loaded_plan.directory
    named = next((cycle for cycle in plan.cycles if cycle.form == layout.name), None)
    cycle = named or plan.cycles[0]
    every = list_periods(plan, cycle, workspace.holidays)
    if not every:
        return
    unit = directory.units[0]
    facts = {"plan": plan, "cycle": cycle, "period": every[0], "unit": unit} if named else None
    row = replace(Assignment(plan, directory, cycle, every[0]).milestone_rows(plan.tasks[0])[0], target=_A_TARGET)
    others = {
        each.code: [column.key for sheet in each.sheets for column in sheet.input_columns]
        for each in workspace.layouts.values()
    }
    yield from layout_errors(layout, row, days_by_name(plan.year, every[0]), facts, others)
    categories = [category.name for category in plan.categories] if named else []
    yield from amends_errors(layout, AMENDMENT_COLUMNS, categories)


def _shared(workspace: Workspace, layout: Layout) -> Iterator[UnplacedFinding]:
    """A name or a code that another form kind has as well: nobody could tell their returns apart."""
    for key in ("name", "code"):
        files = [name for name, each in workspace.layouts.items() if getattr(each, key) == getattr(layout, key)]
        if len(files) > 1:
            facts = {"key": key, "value": getattr(layout, key), "files": files}
            yield UnplacedFinding("layout-twice", (key,), facts)


def _unknown_forms(workspace: Workspace) -> Iterator[Finding]:
    """Cycles of a form for which there is no layout: it could never be built."""
    loaded, names = workspace.loaded_plan, [layout.name for layout in workspace.layouts.values()]
    for index, cycle in enumerate(loaded.plan.cycles):
        if cycle.form not in names:
            yield loaded.plan_file.to_finding(unknown_name(("填报", index, "表"), cycle.form, names))


def _books(workspace: Workspace) -> Iterator[UnplacedFinding]:
    codes = [layout.code for layout in workspace.layouts.values()]
    for code in workspace.report_books.kinds:
        if code not in codes:
            yield UnplacedFinding(
                "value-choice", ("kinds", code), {**unknown_name((), code, codes).facts, "key": "kinds"}
            )
    shelves: list[tuple[KeyPath, Sequence[ReportBook]]] = [(("books",), workspace.report_books.books)]
    shelves += [(("kinds", code), books) for code, books in workspace.report_books.kinds.items()]
    for loc, books in shelves:
        yield from duplicate_names([((*loc, index, "file"), book.file) for index, book in enumerate(books)])
        for index, book in enumerate(books):
            for place, stem in enumerate(book.sheets):
                if stem not in workspace.report_sheets:
                    yield unknown_name((*loc, index, "sheets", place), stem, workspace.report_sheets)
