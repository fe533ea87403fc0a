"""Proof-reading an office's files, and starting a new office."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from duban.journeys.desk import ready
from duban.journeys.proof import doubts, units_of
from duban.messages.catalogue import Texts
from duban.model.finding import Finding, InputError, Place
from duban.model.plan import Plan
from duban.store.files import copy_tree
from duban.workspace.names import shown
from duban.workspace.shipped import SHIPPED
from duban.workspace.workspace import open_workspace, shipped_texts
from duban.workspace.yaml_file import Document, read

__all__ = ["Checked", "check_office", "shipped_texts", "start_office"]


@dataclass(frozen=True, slots=True)
class Checked:
    """A plan that loads, and what may be wrong in it all the same."""

    plan: Plan
    findings: tuple[Finding, ...]
    texts: Texts
    counts: Mapping[str, object]


def check_office(config: Path, plan: str | None) -> Checked:
    """Read everything that the office wrote. Raises InputError with all that must be mended."""
    taken = tuple(_code_taken(open_workspace(config, plan).plan_folder))
    try:
        workspace = ready(config, plan)
    except InputError as error:
        raise InputError((*error.findings, *taken)) from None
    if taken:
        raise InputError(taken)
    loaded, findings = workspace.loaded, doubts(workspace)
    counts = {
        "plan": loaded.plan.name,
        "tasks": len(loaded.plan.tasks),
        "milestones": sum(len(task.milestones) for task in loaded.plan.tasks),
        "units": units_of(workspace),
        "warnings": len(findings),
    }
    return Checked(loaded.plan, findings, workspace.texts, counts)


def _code_taken(folder: Path) -> Iterator[Finding]:
    """Plans beside this one that have its code: nobody could tell their forms apart. Broken ones are passed over."""
    own = read(folder / "plan.yaml", shown(folder / "plan.yaml"))
    for path in sorted(folder.parent.glob("*/plan.yaml")) if _code(own) else ():
        other = read(path, shown(path))
        if path.parent != folder and _code(other) == _code(own):
            place = Place(own.path, line=own.at(("计划", "编号")))
            yield Finding("plan-id-twice", place, {"code": _code(own), "other": other.path})


def _code(document: Document) -> str:
    head = document.data.get("计划") if isinstance(document.data, Mapping) else None
    code = head.get("编号") if isinstance(head, Mapping) else None
    return code if isinstance(code, str) else ""


def start_office(folder: Path) -> None:
    """A new workspace: config, a commented plan and units to edit, holidays, and the templates.

    Raises InputError where there is a config already, or where nothing can be written.
    """
    if (folder / "config.yaml").exists():
        raise InputError([Finding("init-not-empty", Place(shown(folder)))])
    copy_tree(SHIPPED / "start", folder)
    copy_tree(SHIPPED, folder / "templates", leave={"start", "texts/cli.toml"})
