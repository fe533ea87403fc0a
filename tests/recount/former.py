"""What the last report said: which red lights are new, and since when they burn."""

from datetime import date, timedelta
from functools import cache

from tests.recount.known import Known, Verdict
from tests.recount.standing import milestones, task_verdict
from tests.recount.timeline import Timeline


@cache
def before(t: Timeline) -> Timeline | None:
    """What was known in the last report of the period before, by today's plan: what was put off since was not late."""
    earlier = [
        place
        for place, run in enumerate(t.runs)
        if run.form == t.run.form and t.period_of(run.form, run.period).end < t.period.end
    ]
    return Timeline(t.runs[: earlier[-1] + 1], planned=t.planned or t.run) if earlier else None


@cache
def verdicts_before(t: Timeline) -> dict[str, Verdict]:
    """Milestone → its light in the last report of the period before."""
    last = before(t)
    return {known.milestone.key: known.verdict for known in milestones(last)} if last else {}


def history_mark(known: Known) -> str:
    """Whether a red milestone was red in the last report; nothing where there was none."""
    if known.t.first_report:
        return ""
    old = verdicts_before(known.t).get(known.milestone.key)
    return "持续" if old and old.light == "red" else "新增"


def red_since(known: Known) -> date:
    """The day after the due day; after the plan's issue where that was later; the day of a reopening."""
    old = verdicts_before(known.t).get(known.milestone.key)
    if old and old.light == "green" and known.source:
        return known.source.seen
    issued = known.t.plan.issued
    return max(filter(None, (known.milestone.due, issued))) + timedelta(days=1)


def new_red_tasks(t: Timeline) -> int:
    """Tasks that are red and were not in the last report."""
    if t.first_report:
        return 0
    last = before(t)
    old = {task.number for task in last.plan.tasks if task_verdict(last, task).light == "red"} if last else set()
    return sum(1 for task in t.plan.tasks if task_verdict(t, task).light == "red" and task.number not in old)
