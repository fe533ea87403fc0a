"""The page that leaders open in a browser: a status as plain values, for its template, its filters and its charts."""

from collections.abc import Iterator, Mapping, Sequence
from typing import get_args

from duban.model.edition import Edition, Withheld
from duban.model.figure import Figure
from duban.model.report_layout import GroupingKey
from duban.model.status import Status
from duban.model.verdict import Light
from duban.reports.coordination_list import open_items
from duban.reports.figures import LIGHTS_AS_READ, all_figures
from duban.reports.filings import missing_facts
from duban.reports.first_page import coming_facts
from duban.reports.formatting import percent_text
from duban.reports.page.compact_tasks import compact_tasks
from duban.reports.page.page_charts import chart_series
from duban.reports.page.page_counts import leader_rows, light_legend, light_tiles, unit_rows, units_without_return
from duban.reports.page.page_lists import (
    coming_entries,
    request_entries,
    unknown_entries,
    worrying_entries,
)
from duban.reports.page.page_months import as_of_month, month_cells, months_of
from duban.reports.page.task_entries import Entry, task_entries
from duban.reports.rulings import ruling_facts
from duban.reports.task_groups import group_tasks
from duban.value_object import ValueObject

_COUNTED_OF_MILESTONES = ("due", "due_in_time", "due_late", "due_not_done", "due_unknown", "due_before_issue")
_GROUPED_BY: tuple[GroupingKey, ...] = get_args(GroupingKey)


class PageContent(ValueObject):
    """A status as plain values.

    Attributes:
        facts: what the template of the page may speak of.
        data: what its filters, details and charts are made of: it can be written as JSON.
    """

    facts: Mapping[str, object]
    data: Mapping[str, object]


def page_content(status: Status) -> PageContent:
    """All that the page shows, in the plan's order.

    Returns:
        `data`: `lights`, each with its `code`, `symbol` and `name`, in the order in which they are read; `figures`,
        name → the `count` of its keys and `of` how many they are; `groups`, what tasks are grouped by → the titles of
        the groups, each with the numbers of its tasks; `tasks` and `strings` (`compact_tasks`); `charts`
        (`chart_series`). `facts`: the same, what stands at the head, and the lists of page one; `months` is empty where
        all falls due in one.
    """
    figures = {figure.name: figure for figure in all_figures(status)}
    tasks = task_entries(status)
    data = {
        "lights": light_legend(status),
        "figures": dict(_shown_figures(figures, status.edition)),
        "groups": {by: _group_titles(status, by) for by in _GROUPED_BY},
        **compact_tasks(tasks),
        "charts": chart_series(status),
    }
    facts = {**_head(status), **missing_facts(status), **data, **_numbers(status, figures), **_lists(status)}
    return PageContent({**facts, "tasks": _rows(status, tasks)}, data)


def _rows(status: Status, entries: Sequence[Entry]) -> list[Entry]:
    """The tasks as the table of all tasks shows them: with what stands in each month."""
    months = months_of(status)
    return [
        {**entry, "cells": month_cells(status, task, months)} for entry, task in zip(entries, status.tasks, strict=True)
    ]


def _numbers(status: Status, figures: Mapping[str, Figure]) -> dict[str, object]:
    """What is counted, as a whole and by unit and leader."""
    return {
        "n": {name: len(figure) for name, figure in figures.items()},
        "rate": {name: percent_text(len(figure), len(figure.denominator)) for name, figure in figures.items()},
        "tiles": list(light_tiles(status, figures)),
        "unit_rows": list(unit_rows(status)),
        "leader_rows": list(leader_rows(status)),
        "ruled": ruling_facts(status),
    }


def _lists(status: Status) -> dict[str, object]:
    """What leaders look at first, and where milestones stand in the year."""
    months = months_of(status)
    return {
        "requests": request_entries(status, open_items(status)),
        "red": worrying_entries(status, Light.RED),
        "yellow": worrying_entries(status, Light.YELLOW),
        "unknown": unknown_entries(status),
        "coming": coming_entries(status),
        "not_filed": list(units_without_return(status)),
        "months": months,
        "as_of_month": as_of_month(status),
    }


def _head(status: Status) -> dict[str, object]:
    """The plan, the period, the days and the words at the head of the page."""
    words, edition = status.light_rules.lights, status.edition
    return {
        "title": status.messages.text("page-title", plan=status.plan, period=status.period),
        "mark": edition.mark,
        "shows": {str(part): edition.shows(part) for part in Withheld},
        "symbols": {str(light): word.symbol for light, word in words.items()},
        "names": {str(light): word.name for light, word in words.items()},
        "marks": [
            {"light": str(rule.light), "symbol": rule.symbol, "word": rule.word}
            for rule in status.light_rules.rules.values()
            if rule.symbol
        ],
        "falling_due": coming_facts(status),
        "plan": {"name": status.plan.name, "subject": status.plan.subject, "year": status.plan.year},
        "office": status.plan.office,
        "compiler": status.plan.compiling_office,
        "period": {"name": status.period.name, "short": status.period.short_name},
        "as_of": status.as_of,
        "last": {"period": status.earlier[-1].period.short_name, "tasks": len(status.earlier[-1].tasks)}
        if status.earlier
        else None,
        "people": status.messages.text("people", filler=status.cycle.filler),
        "light_rules": status.light_rules.name,
    }


def _shown_figures(figures: Mapping[str, Figure], edition: Edition) -> Iterator[tuple[str, dict[str, int]]]:
    """The figures that the page prints at its head."""
    names = ("tasks", *(f"tasks_{light}" for light in LIGHTS_AS_READ), *_COUNTED_OF_MILESTONES, "coordination")
    shown = (*names, "units", "units_filed") if edition.shows(Withheld.LIGHTS) else ("tasks",)
    for name in shown:
        yield name, {"count": len(figures[name]), "of": len(figures[name].denominator)}


def _group_titles(status: Status, by: GroupingKey) -> list[dict[str, object]]:
    groups = [group for group in group_tasks(status, by) if not group.without_value]
    return [{"title": group.title, "tasks": [task.task.number for task in group.tasks]} for group in groups]
