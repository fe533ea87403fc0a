"""What the words of a report sheet may speak of: the plan, the days, counts and names."""

from collections.abc import Mapping
from functools import lru_cache

from duban.model.edition import Edition, Withheld
from duban.model.status import KEPT_STATUSES, Status
from duban.reports.book_names import subject_of_office
from duban.reports.figures import all_figures, inputs_to_correct, rate_text
from duban.reports.filings import missing_facts, punctuality_facts
from duban.reports.first_page import change_facts
from duban.reports.light_course import last_report_facts
from duban.reports.rulings import any_ruled, ruling_facts
from duban.reports.unit_order import is_ranked


@lru_cache(maxsize=KEPT_STATUSES)
def sheet_facts(status: Status) -> Mapping[str, object]:
    """What the words of a report sheet may speak of.

    Returns:
        `subject`: office, year and work; `plan`, `cycle`, `period`, `as_of`, `lights` by colour; `edition`: `name`,
        `mark`, `shows.PART`; `light_rules`: what these are called; `periods`: the last month of each period of the
        form kind, in order; `last`: the period and the `as_of` of the last report before this one, None where there
        was none; `changes_legend`: what the marks of changed words mean, empty where there was none; `n`: figure name →
        count; `rate`: figure name → percent of its denominator; `dropped`: how many tasks of the plan are;
        `light_head`: the header above lights, no longer only proposed once one of them was ruled; `ruled`: what was
        ruled otherwise than proposed (`ruling_facts`); `who`: name of a figure of units → their names; `wrong`: unit →
        how many inputs it must correct; `people`: what those who report are called where they are persons, else empty;
        `units_ranked`: whether units are listed by their lights (单位排序), not in the plan's order; `missing`: of whom
        no return counts, state by state, and `excepted`: that nothing is known of these, in brackets, both empty where
        every return counts; `punctual`: how many returns came in time or late, as far as that is registered
        (`punctuality_facts`); `missing_brief`, `punctual_brief`: the same without the names of many units; `heads`: key
        of a column of the form → its header there; and what `change_facts` gives.
    """
    last = last_report_facts(status)
    return {
        "subject": subject_of_office(status.plan),
        "plan": status.plan,
        "cycle": status.cycle,
        "period": status.period,
        "as_of": status.as_of,
        "edition": edition_facts(status.edition),
        "periods": [period.short_name for period in status.periods],
        "last": last,
        "changes_legend": status.messages.text("changes-legend", last=last),
        "light_rules": status.light_rules.name,
        "heads": dict(status.column_labels),
        "light_head": status.messages.text("light-head", is_ruled=any_ruled(status)),
        "lights": {str(light): word for light, word in status.light_rules.lights.items()},
        "ruled": ruling_facts(status),
        **_unit_facts(status),
        **_figure_facts(status),
        **missing_facts(status),
        **punctuality_facts(status),
        **change_facts(status),
    }


def _unit_facts(status: Status) -> Mapping[str, object]:
    return {
        "wrong": _wrong_inputs(status),
        "people": status.messages.text("people", filler=status.cycle.filler),
        "units_ranked": is_ranked(status),
    }


def edition_facts(edition: Edition) -> dict[str, object]:
    """For whom it is: `name`, `mark`; `withholds`: what it keeps back; `shows`: each part → whether it is shown."""
    shows = {str(part): part not in edition.withholds for part in Withheld}
    return {"name": edition.name, "mark": edition.mark, "shows": shows, "withholds": sorted(edition.withholds)}


def _figure_facts(status: Status) -> dict[str, object]:
    """`dropped`, `n`, `rate` and `who`."""
    figures = all_figures(status)
    names = {unit.unit.code: unit.unit.name for unit in status.units}
    return {
        "dropped": sum(task.dropped for task in status.plan.tasks),
        "n": {figure.name: len(figure) for figure in figures},
        "rate": {figure.name: rate_text(figure) for figure in figures},
        "who": {f.name: [names[key] for key in f.keys] for f in figures if f.name.startswith("units")},
    }


def _wrong_inputs(status: Status) -> dict[str, int]:
    wrong = {unit.unit.name: len(inputs_to_correct(status, unit)) for unit in status.units}
    return {name: count for name, count in wrong.items() if count}
