"""The plan with what a compiled form asks to change, as a new file beside the old one, for a person to approve."""

from pathlib import Path

from duban.io.yamlfile import with_entries
from duban.model.situation import Situation
from duban.pipeline.desk import Desk
from duban.reports.amendments import amendments


def amended_plan(desk: Desk, situation: Situation) -> dict[Path, bytes]:
    """The files of the amended plan's folder; none where the form changes nothing."""
    entries = amendments(situation)
    if not entries:
        return {}
    folder = desk.reports / desk.workspace.texts.word("amended-folder")
    plan = desk.workspace.plan_folder
    text = with_entries(plan / "plan.yaml", "调整", entries)
    return {folder / "plan.yaml": text.encode(), folder / "units.yaml": (plan / "units.yaml").read_bytes()}
