"""Lines of counts, and days, as several sheets print them."""

from datetime import date

from tests.recount.days import cn_date, short_date
from tests.recount.known import Known
from tests.recount.plan import Task
from tests.recount.sheets import OneOf, share
from tests.recount.timeline import Timeline
from tests.recount.totals import Due, due_of, finished, light_counts, lights
from tests.recount.words import Claim

DASH = "—"


def day_here(t: Timeline, day: date | None) -> str:
    """A day, without its year where that is the plan's."""
    if day is None:
        return DASH
    return short_date(day) if day.year == t.plan.year else cn_date(day)


def due_here(known: Known) -> str:
    """The due day; of what goes on all the year, that it does."""
    return "全年推进" if known.milestone.duty == "continuing" else day_here(known.t, known.milestone.due)


def group_line(t: Timeline, tasks: list[Task], found: list[Known], *, total: bool = False) -> dict[str, object]:
    """Counts of some tasks, by header; a sum prints 0 where a row prints a stroke."""
    counts = lights(t, tasks)
    due = due_of(found)
    zero = 0 if total else DASH
    others = counts["none"] + counts["grey"]
    return {
        "任务数": len(tasks),
        **{words: count or OneOf((zero, 0, DASH)) for words, count in light_counts(counts).items()},
        "其他": others or OneOf((zero, 0, DASH)),
        "到期节点完成": f"{due.done}/{due.count}" if due.count else DASH,
        "到期按期完成": due_words(due),
        "按期完成率": _rate(due),
        "到期节点待核实": due.unknown or OneOf((0, DASH, "")),
        "已完成任务": finished(t, tasks) or OneOf((0, DASH)),
        "已完成/任务数": f"{finished(t, tasks)}/{len(tasks)}" if tasks else DASH,
        "完成率": share(finished(t, tasks), len(tasks)) if tasks else DASH,
    }


def due_words(due: Due) -> Claim:
    """n/m, and how many of them are not known."""
    plain = f"{due.in_time}/{due.count}" if due.count else DASH

    def claim(actual: object) -> bool:
        text = str(actual or "")
        return text == (f"{plain} 待核实{due.unknown}" if due.unknown else plain)

    claim.__qualname__ = f"{plain} 待核实{due.unknown}"
    return claim


def _rate(due: Due) -> str:
    """What is due and wholly unknown has no rate."""
    if due.count and due.unknown == due.count:
        return "待核实"
    return share(due.in_time, due.count) if due.count else DASH
