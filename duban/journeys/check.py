"""Proof-reading an office's files."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from duban.journeys.proofread_templates import TemplateProof
from duban.journeys.register_extensions import with_extensions
from duban.messages.finding import Finding, InputError, Place, Severity, UnplacedFinding, raise_all_mistakes
from duban.model.assignment import Assignment
from duban.model.palette import DEFAULT_PALETTE
from duban.model.period import list_periods
from duban.model.snapshot import all_series
from duban.plan_source.addressees import with_addressees
from duban.plan_source.typed_plan import mapping_at
from duban.proofreading import PlanProof, proofread_plan
from duban.proofreading.templates import overlong_texts, unknown_name, unused_colors
from duban.value_object import ValueObject, replace
from duban.workspace.file_bounds import read_typed_bytes
from duban.workspace.names import display_path
from duban.workspace.workspace import Workspace, open_workspace
from duban.workspace.yaml_file import YamlDocument, read_yaml


class CheckResult(ValueObject):
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
    workspace, findings = proofread_office(config, plan)
    loaded = workspace.loaded_plan
    counts = {
        "plan": loaded.plan.name,
        "tasks": len(loaded.plan.tasks),
        "milestones": sum(len(task.milestones) for task in loaded.plan.tasks),
        "units": _first_form_unit_count(workspace),
        "warnings": len(findings),
    }
    return CheckResult(workspace, findings, counts)


def proofread_office(
    config: Path, plan: str | None, place: Path | None = None, *, obeys_registers: bool = True
) -> tuple[Workspace, tuple[Finding, ...]]:
    """The workspace, proof-read with all that costs time, and what may be wrong in it all the same.

    Args:
        config: the config file of the workspace.
        plan: a folder, or the name of one in plans/; None takes the config's.
        place: the folder in which the plan will lie, where it is not there yet: no plan beside it may have its code.
        obeys_registers: as `proofread_workspace` has it.

    Raises:
        InputError: with the mistakes of all its files.
    """
    try:
        workspace, findings = proofread_workspace(config, plan, whole=True, obeys_registers=obeys_registers)
    except InputError as error:
        folder = open_workspace(config, plan).plan_folder
        own = read_yaml(folder / "plan.yaml", display_path(folder / "plan.yaml"))
        raise InputError((*error.findings, *_plans_with_code(place or folder, own))) from None
    if same_code := tuple(_plans_with_code(place or workspace.plan_folder, workspace.loaded_plan.plan_file)):
        raise InputError(same_code)
    return workspace, (*findings, *_asked_row_doubts(workspace))  # every row of every form: too dear for each build


def proofread_workspace(
    config: Path, plan: str | None, out: Path | None = None, *, whole: bool = False, obeys_registers: bool = True
) -> tuple[Workspace, tuple[Finding, ...]]:
    """The workspace, proof-read, and what may be wrong in it all the same.

    Args:
        config: the config file of the workspace.
        plan: a folder, or the name of one in plans/; None takes the config's.
        out: the folder of a rehearsal, which has a register of its own.
        whole: read the templates too that are as shipped.
        obeys_registers: the plan has the postponements that registers grant; else none of them is read.

    Raises:
        InputError: with the mistakes of all its files, or else with those of the registers.
    """
    workspace = open_workspace(config, plan)
    if obeys_registers:
        workspace = with_extensions(workspace, out)
    templates = TemplateProof(workspace, whole)
    raise_all_mistakes(lambda: workspace.loaded_plan, lambda: workspace.holidays, *templates.steps)
    findings = (*_plan_warnings(workspace), *templates.findings())
    if errors := [finding for finding in findings if workspace.messages.severity(finding) is Severity.ERROR]:
        raise InputError(errors)
    return workspace, findings


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
    for doubt in (*colors, *_unknown_preset(workspace), *_unknown_palette(workspace)):
        yield read_yaml(workspace.config_file, display_path(workspace.config_file)).to_finding(doubt)


def _unknown_preset(workspace: Workspace) -> Iterator[UnplacedFinding]:
    """That the config names published rules of lights that there are not."""
    if name := workspace.config.light_preset:
        yield from unknown_name(("亮灯规则",), name, [preset.name for preset in workspace.light_presets.values()])


def _unknown_palette(workspace: Workspace) -> Iterator[UnplacedFinding]:
    """That the config names a set of colours that there is not."""
    if name := workspace.config.palette_name:
        yield from unknown_name(("配色",), name, [palette.name for palette in workspace.palettes.values()])


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


def _first_form_unit_count(workspace: Workspace) -> int:
    """How many units get the plan's first form."""
    loaded = workspace.loaded_plan
    cycle = loaded.plan.cycles[0]
    layout = next((layout for layout in workspace.layouts.used_by(loaded.plan) if layout.name == cycle.form), None)
    periods = list_periods(loaded.plan, cycle, workspace.holidays)
    plan = with_addressees(loaded.plan, loaded.directory)
    return len(Assignment(plan, loaded.directory, cycle, periods[0], layout).units) if periods else 0


def _asked_row_doubts(workspace: Workspace) -> Iterator[Finding]:
    """Forms that ask the wrong units, or whose rows nobody could tell apart."""
    from duban.proofreading.asked_rows import asked_row_doubts, unasked_target_doubts

    loaded = workspace.loaded_plan
    forms = [cycle.form for cycle in loaded.plan.cycles]
    used = workspace.layouts.used_by(loaded.plan)
    yield from map(loaded.plan_file.to_finding, unasked_target_doubts(used, loaded.plan))
    for series in all_series(loaded.plan, used, workspace.holidays):
        if series.periods and series.layout.has_inputs:
            period = series.periods[-1]
            assignment = Assignment(loaded.plan, loaded.directory, series.cycle, period, series.layout)
            doubts = asked_row_doubts(series, assignment, forms.index(series.cycle.form))
            yield from map(loaded.plan_file.to_finding, doubts)


def _unknown_forms(workspace: Workspace) -> Iterator[Finding]:
    """Cycles of a form for which there is no layout: it could never be built."""
    loaded, names = workspace.loaded_plan, [kind.name for kind in workspace.layouts.kinds.values()]
    for index, cycle in enumerate(loaded.plan.cycles):
        yield from map(loaded.plan_file.to_finding, unknown_name(("填报", index, "表"), cycle.form, names))
