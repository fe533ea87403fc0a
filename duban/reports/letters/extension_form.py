"""延期申请表: the form on which a unit asks for another day, its milestone's facts already in it."""

from collections.abc import Iterator, Mapping

from duban.model.extension import needs_consent
from duban.model.role import Role
from duban.model.status import MilestoneStatus, Status
from duban.model.verdict import BAD_NEWS_MEANINGS, Light
from duban.reports.coordination_list import unanswered_requests
from duban.reports.formatting import short_day
from duban.reports.latest_answers import answer_text, text_of
from duban.reports.letters.letter import LETTERS, Letter, common_facts
from duban.reports.letters.matters import has_one_day, is_past_due, matter, matters_by_unit


@LETTERS("extension-form")
def extension_forms(status: Status) -> Iterator[Letter]:
    """To each unit that asks for another day or says that one will not be kept: a page for each such milestone."""
    requested = {
        request.row.key: short_day(status.plan, request.requested_due) for request in unanswered_requests(status)
    }
    of_tasks = {
        (part.task.key, part.unit.code): text_of(part.record, Role.PROGRESS)
        for task in status.tasks
        for part in task.shares or (task,)
    }
    for unit, milestones in matters_by_unit(status, lambda milestone: _may_need_time(milestone, requested)):
        pages = [
            {
                **_page(status, milestone, requested.get(milestone.row.key, "")),
                "progress": answer_text(status, milestone, Role.PROGRESS)
                or of_tasks.get((milestone.row.task.key, unit.code), ""),
            }
            for milestone in milestones
        ]
        yield Letter(unit, "", common_facts(status, unit) | {"matters": pages})


def _may_need_time(milestone: MilestoneStatus, requested: Mapping[str, str]) -> bool:
    """Whether its unit may get another day and seems to need it, and nobody ruled that all is well.

    requested: the days that units ask for and nobody has decided on, by the keys of rows.
    """
    verdict = milestone.verdict
    is_settled = milestone.finished or (verdict.ruling is not None and verdict.light is Light.GREEN)
    is_wanted = milestone.meaning in BAD_NEWS_MEANINGS or milestone.row.key in requested
    return has_one_day(milestone) and is_wanted and not is_settled


def _page(status: Status, milestone: MilestoneStatus, requested: str) -> Mapping[str, object]:
    """requested: the day that the unit asks for; empty where it asks for none."""
    task = milestone.row.task
    return {
        **matter(status, milestone),
        "requested": requested,
        "is_late": is_past_due(status, milestone),
        "needs_consent": needs_consent(task),
        "origins": list(task.sources or task.flags),
    }
