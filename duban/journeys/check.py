"""Proof-reading an office's files, and starting a new office."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from duban.journeys.context import open_checked_workspace
from duban.journeys.proof import first_form_unit_count, plan_warnings
from duban.messages.catalogue import Messages
from duban.messages.finding import Finding, InputError, Place
from duban.model.plan import Plan
from duban.store.files import copy_tree
from duban.workspace.names import display_path
from duban.workspace.shipped import SHIPPED_TEMPLATES
from duban.workspace.workspace import open_workspace, shipped_messages
from duban.workspace.yaml_file import YamlDocument, read_yaml

__all__ = ["CheckResult", "check_office", "create_workspace", "shipped_messages"]


@dataclass(frozen=True, slots=True)
class CheckResult:
    """A plan that loads, and what may be wrong in it all the same."""

    plan: Plan
    findings: tuple[Finding, ...]
    texts: Messages
    counts: Mapping[str, object]


def check_office(config: Path, plan: str | None) -> CheckResult:
    """Read everything that the office wrote. Raises InputError with all that must be mended."""
    taken = tuple(_code_taken(open_workspace(config, plan).plan_folder))
    try:
        workspace = open_checked_workspace(config, plan)
    except InputError as error:
        raise InputError((*error.findings, *taken)) from None
    if taken:
        raise InputError(taken)
    loaded, findings = workspace.loaded_plan, plan_warnings(workspace)
    counts = {
        "plan": loaded.plan.name,
        "tasks": len(loaded.plan.tasks),
        "milestones": sum(len(task.milestones) for task in loaded.plan.tasks),
        "units": first_form_unit_count(workspace),
        "warnings": len(findings),
    }
    return CheckResult(loaded.plan, findings, workspace.messages, counts)


def _code_taken(folder: Path) -> Iterator[Finding]:
    """Plans beside this one that have its code: nobody could tell their forms apart. Broken ones are passed over."""
    own = read_yaml(folder / "plan.yaml", display_path(folder / "plan.yaml"))
    for path in sorted(folder.parent.glob("*/plan.yaml")) if _code(own) else ():
        other = read_yaml(path, display_path(path))
        if path.parent != folder and _code(other) == _code(own):
            place = Place(own.path, line=own.line_of(("计划", "编号")))
            yield Finding("plan-id-twice", place, {"code": _code(own), "other": other.path})


def _code(document: YamlDocument) -> str:
    head = document.data.get("计划") if isinstance(document.data, Mapping) else None
    code = head.get("编号") if isinstance(head, Mapping) else None
    return code if isinstance(code, str) else ""


def create_workspace(folder: Path) -> None:
    """A new workspace: config, a commented plan and units to edit, holidays, and the templates.

    Raises InputError where there is a config already, or where nothing can be written.
    """
    if (folder / "config.yaml").exists():
        raise InputError([Finding("init-not-empty", Place(display_path(folder)))])
    copy_tree(SHIPPED_TEMPLATES / "start", folder)
    copy_tree(SHIPPED_TEMPLATES, folder / "templates", excluded={"start", "texts/cli.toml"})
