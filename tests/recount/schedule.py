"""The periods of a form's year."""

from collections.abc import Mapping

from tests.recount.days import Period, period_of
from tests.recount.plan import Plan


def periods_of(plan: Plan, cycle: Mapping[str, object]) -> list[Period]:
    """Every period of a form's year, in order."""
    year, every = plan.year, str(cycle["周期"])
    if every == "节点":
        days = sorted({each.filing or each.due for _, each in plan.milestones})
        return [period_of(f"{year}-D{day:%m%d}", dict(cycle), year) for day in days]
    first = _month(cycle.get("从"), 1)
    last = _month(cycle.get("到"), 12)
    size = {"每月": 1, "双月": 2, "季度": 3, "半年": 6}.get(every, 12)
    mark = {"每月": "", "双月": "B", "季度": "Q", "半年": "H"}.get(every)
    if mark is None:
        return [period_of(str(year), dict(cycle), year)]
    places = range((first - 1) // size + 1, (last - 1) // size + 2)
    codes = [f"{year}-{mark}{place:02d}" if not mark else f"{year}-{mark}{place}" for place in places]
    codes += [f"{year}-YE"] if cycle.get("年终补报") else []
    return [period_of(code, dict(cycle), year) for code in codes]


def _month(words: object, default: int) -> int:
    return int(str(words).rstrip("月")) if words else default
