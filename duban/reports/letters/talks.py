"""约谈通知 and 书面检查: what the office's ladder suggests of milestones that lag, for leaders to decide.

No command makes these unless they are called by their names.
"""

from collections.abc import Iterator, Mapping

from duban.model.role import Role
from duban.model.status import MilestoneStatus, Status
from duban.reports.escalation import escalation_step, was_found_slow
from duban.reports.latest_answers import record_with_answer, text_of
from duban.reports.letters.letter import LETTERS, Letter, common_facts
from duban.reports.letters.matters import matter, matters_by_unit


@LETTERS("talk")
def talk_notices(status: Status) -> Iterator[Letter]:
    """To each unit of which a milestone lags by the ladder: what is so, and which steps the ladder has for it.

    When, where and by whom is left open, and that it is so is no decision.
    """
    for unit, milestones in matters_by_unit(status, lambda milestone: escalation_step(status, milestone) is not None):
        steps = [step for milestone in milestones if (step := escalation_step(status, milestone))]
        facts = {
            "matters": [_matter_of_talk(status, milestone) for milestone in milestones],
            "suggestions": list(dict.fromkeys(step.suggests for step in steps)),
        }
        yield Letter(unit, "", common_facts(status, unit) | facts)


def _matter_of_talk(status: Status, milestone: MilestoneStatus) -> Mapping[str, object]:
    """The facts of a milestone, and what inspectors found of it where a step of the ladder rests on that."""
    record = record_with_answer(status, milestone, Role.JUDGED) if was_found_slow(status, milestone) else None
    inspection = {"found": text_of(record, Role.JUDGED), "opinion": text_of(record, Role.OPINION)}
    return {**matter(status, milestone), **inspection}


@LETTERS("self-review")
def self_reviews(status: Status) -> Iterator[Letter]:
    """The blank form of each unit that has milestones known to be unfinished after their day: it writes all else."""
    for unit, milestones in matters_by_unit(status, lambda milestone: _is_known_to_be_late(status, milestone)):
        facts = {"matters": [matter(status, milestone) for milestone in milestones]}
        yield Letter(unit, "", common_facts(status, unit) | facts)


def _is_known_to_be_late(status: Status, milestone: MilestoneStatus) -> bool:
    due = milestone.row.due
    is_over = due is not None and due < status.as_of
    return is_over and not milestone.finished and milestone.unknown_state is None and not milestone.due_before_issue
