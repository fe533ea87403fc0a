"""The plan with what a compiled form asks to change, as a new file beside the old one, for a person to approve."""

from pathlib import Path

from duban.journeys.desk import Desk
from duban.messages.catalogue import fill
from duban.model.status import Situation
from duban.reports.amendments import amendments
from duban.workspace.yaml_file import with_entries

_PLAN, _UNITS = "plan.yaml", "units.yaml"


def amended_plan(desk: Desk, situation: Situation) -> tuple[dict[Path, bytes], str]:
    """The files of the amended plan's folder, and what the clerk has to do with them.

    Nothing of both where the form changes nothing.
    """
    entries = amendments(situation)
    if not entries:
        return {}, ""
    proposed, plan = proposal(desk), desk.workspace.plan_folder
    files = {
        proposed: with_entries(plan / _PLAN, "调整", entries).encode(),
        proposed.with_name(_UNITS): (plan / _UNITS).read_bytes(),
    }
    folder = f"{plan.parent.name}/{plan.name}"
    words = fill(
        desk.workspace.notice("amend"),
        plan=situation.plan,
        cycle=situation.cycle,
        period=situation.period,
        count=len(entries),
        proposed=proposed.relative_to(desk.reports.parent).as_posix(),
        current=f"{folder}/{_PLAN}",
        folder=folder,
    )
    return files, words.strip() + "\n"


def proposal(desk: Desk) -> Path:
    """Where the amended plan goes."""
    return desk.reports / desk.workspace.texts.word("amended-folder") / _PLAN
