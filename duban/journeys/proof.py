"""Proof-reading what the office wrote: its plan for doubts, its templates for slips."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from duban.fields import named_days
from duban.model.assignment import Split
from duban.model.finding import Finding, Loc, Remark
from duban.model.layout import Layout
from duban.model.period import periods
from duban.model.report_layout import ReportBook
from duban.model.target import Target
from duban.proofreading import check_plan
from duban.proofreading.amends import amends_slips
from duban.proofreading.layouts import layout_slips
from duban.proofreading.slip import text_slip, twice, unknown
from duban.proofreading.templates import light_slips, register_slips, report_slips, sentence_slips, style_slips
from duban.reports.amendments import AMENDED_KEYS
from duban.reports.shelf import REPORTS
from duban.review.lights.rule import LIGHTS
from duban.workspace.workspace import Workspace, shipped_styles

_OF_A_BATCH = ("packing", "calendar-missing", "calendar-periods", "calendar-milestones")
"""Rows that come from a batch of forms or from a plan's calendar, not from a situation."""
_A_TARGET = Target(name="—", goal=Decimal(1))
"""Shown paths are tried on a row that has everything."""
NOTICES = ("issue", "remind", "return", "receipt", "amend")


def doubts(workspace: Workspace) -> tuple[Finding, ...]:
    """What proof-reading the plan finds, warnings and errors."""
    loaded = workspace.loaded
    return (*loaded.warnings, *_unknown_forms(workspace), *check_plan(loaded, workspace.holidays))


def slips(workspace: Workspace) -> tuple[Finding, ...]:
    """What is wrong in the templates beyond their shape, at its line."""
    return tuple(workspace.finding(name, remark) for name, remarks in _templates(workspace) for remark in remarks)


def _templates(workspace: Workspace) -> Iterator[tuple[str, Iterable[Remark]]]:
    for name, layout in workspace.layouts.items():
        yield f"forms/{name}", _shared(workspace, layout)
        yield f"forms/{name}", _layout(workspace, layout)
    yield "lights.yaml", light_slips(workspace.light_rules, {code: LIGHTS[code] for code in LIGHTS})
    yield "register.yaml", register_slips(workspace.register_layout)
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
    every = periods(loaded.plan, cycle, workspace.holidays)
    return len(Split(loaded.plan, loaded.directory, cycle, every[0]).units) if every else 0


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
    others = {
        each.code: [column.key for sheet in each.sheets for column in sheet.inputs]
        for each in workspace.layouts.values()
    }
    yield from layout_slips(layout, row, named_days(plan.year, every[0]), facts, others)
    categories = [category.name for category in plan.categories] if named else []
    yield from amends_slips(layout, AMENDED_KEYS, categories)


def _shared(workspace: Workspace, layout: Layout) -> Iterator[Remark]:
    """A name or a code that another form kind has as well: nobody could tell their returns apart."""
    for key in ("name", "code"):
        files = [name for name, each in workspace.layouts.items() if getattr(each, key) == getattr(layout, key)]
        if len(files) > 1:
            facts = {"key": key, "value": getattr(layout, key), "files": files}
            yield Remark("layout-twice", (key,), facts)


def _unknown_forms(workspace: Workspace) -> Iterator[Finding]:
    """Cycles of a form for which there is no layout: it could never be built."""
    loaded, names = workspace.loaded, [layout.name for layout in workspace.layouts.values()]
    for index, cycle in enumerate(loaded.plan.cycles):
        if cycle.form not in names:
            yield loaded.plan_file.finding(unknown(("填报", index, "表"), cycle.form, names))


def _books(workspace: Workspace) -> Iterator[Remark]:
    codes = [layout.code for layout in workspace.layouts.values()]
    for code in workspace.report_books.kinds:
        if code not in codes:
            yield Remark("value-choice", ("kinds", code), {**unknown((), code, codes).facts, "key": "kinds"})
    shelves: list[tuple[Loc, Sequence[ReportBook]]] = [(("books",), workspace.report_books.books)]
    shelves += [(("kinds", code), books) for code, books in workspace.report_books.kinds.items()]
    for loc, books in shelves:
        yield from twice([((*loc, index, "file"), book.file) for index, book in enumerate(books)])
        for index, book in enumerate(books):
            for place, stem in enumerate(book.sheets):
                if stem not in workspace.report_sheets:
                    yield unknown((*loc, index, "sheets", place), stem, workspace.report_sheets)
