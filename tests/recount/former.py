"""What the last report of each earlier period said: which lights are new, since when they burn and for how long."""

from datetime import date
from functools import cache

from tests.recount.known import SYMBOLS, Known, Light, Verdict, is_adjusted
from tests.recount.plan import Task
from tests.recount.standing import milestones, of_task, task_verdict, worst
from tests.recount.timeline import Timeline

Reported = tuple[Timeline, Light, date | None]
"""A report, the light in it, and the day on which it was due by then."""


@cache
def reports(t: Timeline) -> tuple[Timeline, ...]:
    """The last report of each earlier period, oldest first, as of its own day; none once a later period had one."""
    last: dict[str, int] = {}
    for place, run in enumerate(t.runs):
        period = t.period_of(run.form, run.period) if run.form == t.run.form else None
        if period is None or period.end >= t.period.end or run.as_of > t.as_of:
            continue
        if all(period.end >= t.period_of(run.form, code).end for code in last):
            last[run.period] = place
    planned = t.planned or t.run
    return tuple(Timeline(t.runs[: place + 1], planned, t.edition) for place in last.values())


@cache
def _milestones_by_key(t: Timeline) -> dict[str, Known]:
    return {known.milestone.key: known for known in milestones(t)}


def former(known: Known) -> Known | None:
    """A milestone as the last report had it."""
    return _milestones_by_key(reports(known.t)[-1]).get(known.milestone.key) if reports(known.t) else None


def former_lights(known: Known) -> list[Reported]:
    """What earlier reports said of a milestone, oldest first."""
    found = ((report, _milestones_by_key(report).get(known.milestone.key)) for report in reports(known.t))
    return [(report, then.verdict.light, then.milestone.due) for report, then in found if then]


def former_task_lights(t: Timeline, task: Task) -> list[tuple[Timeline, Light]]:
    """What earlier reports said of a task, oldest first."""
    tasks = [(report, then) for report in reports(t) for then in report.plan.tasks if then.number == task.number]
    return [(report, task_verdict(report, then).light) for report, then in tasks]


def told_lights(t: Timeline, reported: list[tuple[Timeline, Light]]) -> list[tuple[Timeline, Light]]:
    """Earlier lights that readers are told; without the ladder those from the last report that knew how it stood."""
    if not t.edition.hides("ladder"):
        return reported
    known = [place for place, (_, light) in enumerate(reported) if light != "grey"]
    return reported[known[-1] if known else -1 :]


def former_ruling(known: Known) -> str:
    """That a light was ruled in the last report, where it is another one now that nobody ruled."""
    last = former(known)
    return _ruled_before(last.verdict, known.verdict) if last else ""


def former_task_ruling(t: Timeline, task: Task) -> str:
    """The same of a task."""
    lasts = [then for then in reports(t)[-1].plan.tasks if then.number == task.number] if reports(t) else []
    return _ruled_before(task_verdict(reports(t)[-1], lasts[0]), task_verdict(t, task)) if lasts else ""


def _ruled_before(last: Verdict, verdict: Verdict) -> str:
    if not is_adjusted(last) or verdict.proposed or last.light == verdict.light:
        return ""
    return f"上期经审定为{SYMBOLS[last.light].partition(' ')[2]}"


def unbroken(known: Known) -> list[Timeline]:
    """The newest reports with a milestone's light of now: unknown ones left out, none before it was put off."""
    row: list[Timeline] = []
    for report, light, due in reversed(former_lights(known)):
        if due != known.milestone.due or light not in (known.verdict.light, "grey"):
            break
        if light == known.verdict.light:
            row.insert(0, report)
    return row


def history_mark(known: Known) -> str:
    """Whether a red milestone is newly so, else in how many reports it has been; nothing where there was none."""
    if not reports(known.t):
        return ""
    return f"持续{len(unbroken(known)) + 1}期" if unbroken(known) else "本期新亮"


def light_since(known: Known) -> date:
    """The day of the first report that showed the milestone in its light of now."""
    return (unbroken(known) or [known.t])[0].as_of


def new_red_tasks(t: Timeline) -> int:
    """Tasks that are red and were not when that was last known, or were put off since."""
    return sum(1 for task in t.plan.tasks if reports(t) and _is_newly_red(t, task))


def _is_newly_red(t: Timeline, task: Task) -> bool:
    if task_verdict(t, task).light != "red":
        return False
    gravest = worst([known.verdict for known in of_task(t, task)])
    causes = [known for known in of_task(t, task) if known.verdict.light == gravest.light]
    put_off = [{report for report, _, due in former_lights(each) if due != each.milestone.due} for each in causes]
    for report, light in reversed(former_task_lights(t, task)):
        if light not in ("red", "grey") or all(report in reports_then for reports_then in put_off):
            return True
        if light == "red":
            return False
    return True
