"""Proof-reading an office's files, and starting a new office."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from duban.fields import days_by_name
from duban.messages.finding import Finding, InputError, Place, Severity, UnplacedFinding
from duban.model.assignment import Assignment
from duban.model.config import DEFAULT_PALETTE
from duban.model.layout import Layout
from duban.model.period import list_periods
from duban.model.plan_parts import Target
from duban.model.role import Role
from duban.model.snapshot import all_series
from duban.plan_source.typed_plan import mapping_at
from duban.proofreading import PlanProof, proofread_plan
from duban.proofreading.asked_rows import asked_row_doubts
from duban.proofreading.form_layouts import LayoutSample, layout_errors, state_not_asked
from duban.proofreading.light_rules import light_preset_errors, light_rule_errors
from duban.proofreading.templates import (
    duplicate_layout_errors,
    layout_name_errors,
    message_errors,
    overlong_texts,
    register_layout_errors,
    report_book_errors,
    report_sheet_errors,
    style_errors,
    template_text_errors,
    unknown_answer_names,
    unknown_name,
    unused_colors,
)
from duban.register.sheets import REQUIRED_COLUMNS
from duban.reports.old_names import OLD_TABLES, sheet_name_findings
from duban.reports.proposals import AMENDMENT_COLUMNS
from duban.reports.table_rows import TABLES, Subject
from duban.review.lights import light_rule, memory_rule
from duban.store.folder_copy import copy_tree, recover_copy
from duban.workspace import SHIPPED_TEMPLATES
from duban.workspace.file_bounds import read_typed_bytes
from duban.workspace.names import display_path
from duban.workspace.workspace import Workspace, open_workspace, raise_all_mistakes
from duban.workspace.yaml_file import YamlDocument, read_yaml

_ROWS_OF_A_BATCH = ("packing", "calendar-missing", "calendar-periods", "calendar-milestones")
_ROWS_OF_A_YEAR = ("archive-unsettled", "archive-files")
"""Rows that come from a batch of forms, from a plan's calendar or from its archive, not from a status."""
_SAMPLE_TARGET = Target(name="—", goal=Decimal(1))
"""Paths of form kinds are tried on a row that has everything."""
NOTICE_NAMES = ("issue", "due-soon", "remind", "return", "check-back", "receipt", "upward", "amend")


@dataclass(frozen=True, slots=True)
class CheckResult:
    """A plan that loads, and what may be wrong in it all the same.

    Attributes:
        workspace: with everything in it read.
        counts: what the last line of the command says, by its facts.
    """

    workspace: Workspace
    findings: tuple[Finding, ...]
    counts: Mapping[str, object]

    def with_findings(self, findings: Iterable[Finding]) -> "CheckResult":
        """The same plan with more findings, which are counted too."""
        all_findings = (*self.findings, *findings)
        return replace(self, findings=all_findings, counts={**self.counts, "warnings": len(all_findings)})


def check_office(config: Path, plan: str | None) -> CheckResult:
    """Read everything that the office wrote. Raises InputError with all that must be mended."""
    try:
        workspace, findings = proofread_workspace(config, plan)
    except InputError as error:
        folder = open_workspace(config, plan).plan_folder
        own = read_yaml(folder / "plan.yaml", display_path(folder / "plan.yaml"))
        raise InputError((*error.findings, *_plans_with_code(folder, own))) from None
    if same_code := tuple(_plans_with_code(workspace.plan_folder, workspace.loaded_plan.plan_file)):
        raise InputError(same_code)
    findings = (*findings, *_asked_row_doubts(workspace))  # every row of every form: too dear for each build
    loaded = workspace.loaded_plan
    counts = {
        "plan": loaded.plan.name,
        "tasks": len(loaded.plan.tasks),
        "milestones": sum(len(task.milestones) for task in loaded.plan.tasks),
        "units": _first_form_unit_count(workspace),
        "warnings": len(findings),
    }
    return CheckResult(workspace, findings, counts)


def proofread_workspace(config: Path, plan: str | None) -> tuple[Workspace, tuple[Finding, ...]]:
    """The workspace with everything in it read, and what may be wrong in it all the same.

    Raises:
        InputError: with the mistakes of all its files.
    """
    workspace = open_workspace(config, plan)
    raise_all_mistakes(
        lambda: workspace.loaded_plan,
        lambda: workspace.holidays,
        lambda: workspace.layouts,
        lambda: workspace.messages,
        lambda: workspace.resolved_styles,
        lambda: workspace.base_light_rules,
        lambda: workspace.light_presets,
        lambda: workspace.register_layout,
        lambda: workspace.wording,
        lambda: workspace.report_books,
        lambda: workspace.report_sheets,
        lambda: [workspace.notice_template(name) for name in NOTICE_NAMES],
    )
    findings = (*_plan_warnings(workspace), *_template_findings(workspace))
    if errors := [finding for finding in findings if workspace.messages.severity(finding) is Severity.ERROR]:
        raise InputError(errors)
    return workspace, findings


def create_workspace(folder: Path) -> None:
    """A new workspace: config, a commented plan and units to edit, holidays, and the templates.

    Raises InputError where there is a config already, or where nothing can be written.
    """
    recover_copy(folder)
    if (folder / "config.yaml").exists():
        raise InputError([Finding("init-not-empty", Place(display_path(folder)))])
    copy_tree(SHIPPED_TEMPLATES, folder / "templates", excluded={"start", "texts/cli.toml", "texts/keys.toml"})
    copy_tree(SHIPPED_TEMPLATES / "start", folder)  # last, for the config in it says that all is there


def _plan_warnings(workspace: Workspace) -> tuple[Finding, ...]:
    """What proof-reading the plan finds, warnings and errors."""
    loaded = workspace.loaded_plan
    proof = PlanProof(loaded.plan, loaded.typed, loaded.directory, workspace.holidays)
    doubts = (*_config_warnings(workspace), *_unknown_forms(workspace), *proofread_plan(proof, loaded.locate))
    long_texts = [
        document.to_finding(doubt)
        for document in (loaded.plan_file, loaded.units_file)
        for doubt in overlong_texts(document.data)
    ]
    return (*loaded.warnings, *long_texts, *doubts)


def _config_warnings(workspace: Workspace) -> Iterator[Finding]:
    """What is odd in the config itself."""
    colors = unused_colors(workspace.config.palette, DEFAULT_PALETTE, workspace.styles)
    for doubt in (*colors, *_unknown_preset(workspace)):
        yield read_yaml(workspace.config_file, display_path(workspace.config_file)).to_finding(doubt)


def _unknown_preset(workspace: Workspace) -> Iterator[UnplacedFinding]:
    """That the config names published rules of lights that there are not."""
    if name := workspace.config.light_preset:
        yield from unknown_name(("亮灯规则",), name, [preset.name for preset in workspace.light_presets.values()])


def _template_findings(workspace: Workspace) -> Iterator[Finding]:
    """What proof-reading the templates finds beyond their shape, at its line: errors and warnings."""
    return (workspace.to_finding(name, error) for name, errors in _template_errors(workspace) for error in errors)


def _plans_with_code(folder: Path, own: YamlDocument) -> Iterator[Finding]:
    """Plans beside this one that have its code: nobody could tell their forms apart. Broken ones are passed over.

    Args:
        folder: of this plan.
        own: its plan.yaml.
    """
    code = _plan_code(own)
    for path in sorted(folder.parent.glob("*/plan.yaml")) if code else ():
        if path.parent != folder and _mentions(path, code) and _plan_code(read_yaml(path, "")) == code:
            place = Place(own.path, line=own.line_of(("计划", "编号")))
            yield Finding("plan-id-twice", place, {"code": code, "other": display_path(path)})


def _mentions(path: Path, code: str) -> bool:
    """Whether a code stands in a file, UTF-16 or not: nearly all plans need not be parsed for it."""
    try:
        return code.encode() in read_typed_bytes(path).replace(b"\0", b"")
    except OSError:
        return False


def _plan_code(document: YamlDocument) -> str:
    code = mapping_at(document.data, "计划").get("编号")
    return code if isinstance(code, str) else ""


def _template_errors(workspace: Workspace) -> Iterator[tuple[str, Iterable[UnplacedFinding]]]:
    """Name of a template file → what is wrong in it; a file may come twice."""
    layouts, report_sheets, styles = workspace.layouts, workspace.report_sheets, workspace.styles
    for name, layout in layouts.items():
        yield f"forms/{name}", layout_name_errors(layout)
        yield f"forms/{name}", duplicate_layout_errors(layout, layouts)
        yield f"forms/{name}", overlong_texts(layout.model_dump())
        if sample := _layout_sample(workspace, layout):
            yield f"forms/{name}", layout_errors(layout, sample)
        if _reports_lights(workspace, layout):
            yield f"forms/{name}", state_not_asked(layout)
    yield from _light_errors(workspace)
    yield "register.yaml", register_layout_errors(workspace.register_layout, REQUIRED_COLUMNS)
    yield "register.yaml", overlong_texts(workspace.register_layout.model_dump())
    yield "styles.yaml", style_errors(styles, workspace.shipped_styles, workspace.config.full_palette)
    column_keys = {*Role, *(key for layout in layouts.values() for key in _input_keys(layout))}
    for stem, sheet in report_sheets.items():
        row_sources = list(dict.fromkeys((*TABLES, *Subject, *OLD_TABLES, *_ROWS_OF_A_BATCH, *_ROWS_OF_A_YEAR)))
        yield f"reports/{stem}.yaml", report_sheet_errors(sheet, row_sources, styles)
        yield f"reports/{stem}.yaml", sheet_name_findings(sheet)
        yield f"reports/{stem}.yaml", overlong_texts(sheet.model_dump())
        yield f"reports/{stem}.yaml", unknown_answer_names(sheet, column_keys)
    form_codes = [layout.code for layout in layouts.values()]
    yield "reports/books.yaml", report_book_errors(workspace.report_books, form_codes, report_sheets)
    for name, entries in workspace.messages_by_file.items():
        yield f"texts/{name}", message_errors(entries)
        yield f"texts/{name}", overlong_texts(entries)
    for stem in NOTICE_NAMES:
        yield f"notices/{stem}.txt", template_text_errors((), workspace.notice_template(stem))


def _light_errors(workspace: Workspace) -> Iterator[tuple[str, Iterable[UnplacedFinding]]]:
    """The same of the rules of lights and of their presets."""
    light_functions = dict((*light_rule.items(), *memory_rule.items()))
    yield "lights.yaml", light_rule_errors(workspace.typed_light_rules, light_functions)
    for name, preset in workspace.light_presets.items():
        yield f"lights-presets/{name}", light_preset_errors(preset, workspace.base_light_rules, light_functions)


def _reports_lights(workspace: Workspace, layout: Layout) -> bool:
    """Whether the plan uses a kind of form that has no report of its own: its report lists milestones by light."""
    is_used = any(cycle.form == layout.name for cycle in workspace.loaded_plan.plan.cycles)
    return is_used and layout.code not in workspace.report_books.kinds


def _layout_sample(workspace: Workspace, layout: Layout) -> LayoutSample | None:
    """The plan's first task and period, to try a form kind on; None where there is no period.

    Texts of a form kind that the plan does not use have no facts.
    """
    plan, directory = workspace.loaded_plan.plan, workspace.loaded_plan.directory
    used = next((cycle for cycle in plan.cycles if cycle.form == layout.name), None)
    cycle = used or plan.cycles[0]
    periods = list_periods(plan, cycle, workspace.holidays)
    if not periods:
        return None
    facts = {"plan": plan, "cycle": cycle, "period": periods[0], "unit": directory.units[0]}
    milestone_row = Assignment(plan, directory, cycle, periods[0]).milestone_rows(plan.tasks[0])[0]
    return LayoutSample(
        row=replace(milestone_row, target=_SAMPLE_TARGET),
        day_names=days_by_name(plan.year, periods[0]),
        facts=facts if used else None,
        input_keys={other.code: _input_keys(other) for other in workspace.layouts.values()},
        amendment_keys=AMENDMENT_COLUMNS,
        categories=[category.name for category in plan.categories] if used else (),
    )


def _input_keys(layout: Layout) -> list[str]:
    return [column.key for sheet in layout.sheets for column in sheet.input_columns]


def _first_form_unit_count(workspace: Workspace) -> int:
    """How many units get the plan's first form."""
    loaded = workspace.loaded_plan
    cycle = loaded.plan.cycles[0]
    layout = next((layout for layout in workspace.layouts.values() if layout.name == cycle.form), None)
    periods = list_periods(loaded.plan, cycle, workspace.holidays)
    return len(Assignment(loaded.plan, loaded.directory, cycle, periods[0], layout).units) if periods else 0


def _asked_row_doubts(workspace: Workspace) -> Iterator[Finding]:
    """Forms that ask the wrong units, or whose rows nobody could tell apart."""
    loaded = workspace.loaded_plan
    forms = [cycle.form for cycle in loaded.plan.cycles]
    for series in all_series(loaded.plan, workspace.layouts.values(), workspace.holidays):
        if series.periods and series.layout.has_inputs:
            period = series.periods[-1]
            assignment = Assignment(loaded.plan, loaded.directory, series.cycle, period, series.layout)
            doubts = asked_row_doubts(series, assignment, forms.index(series.cycle.form))
            yield from map(loaded.plan_file.to_finding, doubts)


def _unknown_forms(workspace: Workspace) -> Iterator[Finding]:
    """Cycles of a form for which there is no layout: it could never be built."""
    loaded, names = workspace.loaded_plan, [layout.name for layout in workspace.layouts.values()]
    for index, cycle in enumerate(loaded.plan.cycles):
        yield from map(loaded.plan_file.to_finding, unknown_name(("填报", index, "表"), cycle.form, names))
