"""Proof-reading an office's files, and starting a new office."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from duban.io.files import copy_tree
from duban.io.names import shown
from duban.io.shipped import SHIPPED
from duban.io.workspace import shipped_texts
from duban.model.finding import Finding, InputError, Place
from duban.model.plan import Plan
from duban.model.row import reporters
from duban.pipeline.desk import ready
from duban.pipeline.proof import doubts
from duban.text import Texts

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
    workspace = ready(config, plan)
    loaded, findings = workspace.loaded, doubts(workspace)
    counts = {
        "plan": loaded.plan.name,
        "tasks": len(loaded.plan.tasks),
        "milestones": sum(len(task.milestones) for task in loaded.plan.tasks),
        "units": len(reporters(loaded.plan, loaded.directory)),
        "warnings": len(findings),
    }
    return Checked(loaded.plan, findings, workspace.texts, counts)


def start_office(folder: Path) -> None:
    """A new workspace: config, a commented plan and units to edit, holidays, and the templates.

    Raises InputError where there is a config already, or where nothing can be written.
    """
    if (folder / "config.yaml").exists():
        raise InputError([Finding("init-not-empty", Place(shown(folder)))])
    copy_tree(SHIPPED / "start", folder)
    copy_tree(SHIPPED, folder / "templates", leave={"start", "texts/cli.toml"})
