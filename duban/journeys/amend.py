"""The plan with what a compiled form asks to change, as a new file beside the old one, for a person to approve."""

from pathlib import Path

from duban.journeys.desk import Context
from duban.messages.catalogue import render_text
from duban.model.status import Status
from duban.reports.amendments import proposed_amendments
from duban.workspace.yaml_file import append_entries

_PLAN, _UNITS = "plan.yaml", "units.yaml"


def propose_amended_plan(desk: Context, situation: Status) -> tuple[dict[Path, bytes], str]:
    """The files of the amended plan's folder, and what the clerk has to do with them.

    Nothing of both where the form changes nothing.
    """
    entries = proposed_amendments(situation)
    if not entries:
        return {}, ""
    proposed, plan = proposed_plan_path(desk), desk.workspace.plan_folder
    files = {
        proposed: append_entries(plan / _PLAN, "调整", entries).encode(),
        proposed.with_name(_UNITS): (plan / _UNITS).read_bytes(),
    }
    folder = f"{plan.parent.name}/{plan.name}"
    words = render_text(
        desk.workspace.notice_template("amend"),
        plan=situation.plan,
        cycle=situation.cycle,
        period=situation.period,
        count=len(entries),
        proposed=proposed.relative_to(desk.reports_folder.parent).as_posix(),
        current=f"{folder}/{_PLAN}",
        folder=folder,
    )
    return files, words.strip() + "\n"


def proposed_plan_path(desk: Context) -> Path:
    """Where the amended plan goes."""
    return desk.reports_folder / desk.workspace.messages.text("amended-folder") / _PLAN
