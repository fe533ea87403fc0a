"""Units stand in the plan's order, or with the gravest lights first where the office sets 单位排序."""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any

import pytest

from duban.model.config import Config, UnitOrder
from duban.model.edition import Edition, Withheld
from duban.model.status import Status
from duban.model.verdict import Light
from duban.reports.page.page_counts import unit_rows
from duban.reports.report_book import report_sheet
from duban.reports.unit_lights import lights_of_units
from duban.reports.units_beside import fewer_units_beside, units_beside
from duban.validation.reading import validated
from duban.value_object import replace
from tests.county import county
from tests.drawn import draw
from tests.offices import report

Names = Callable[[Status], list[str]]


@cache
def bad_year(order: UnitOrder = UnitOrder.PLAN) -> Status:
    """Twelve units with twenty tasks: fewer than a chart can show."""
    return replace(county(12, 20).status(), unit_order=order)


def texts(rows: Iterable[Mapping[str, Any]], *keys: str) -> list[str]:
    """What the rows have under these keys, row by row."""
    return [str(getattr(row[key], "value", row[key])) for row in rows for key in keys if key in row]


def beside(status: Status) -> list[str]:
    return texts(units_beside(status), "unit_1", "unit_2")[:-1]


def drawn(status: Status) -> list[str]:
    return texts(lights_of_units(status), "unit")[:-1]


def on_the_page(status: Status) -> list[str]:
    return texts(unit_rows(status), "title")


def by_gravity(status: Status) -> list[str]:
    """Most red tasks first, then yellow, unknown and blue ones; equal ones in the plan's order, none filed first."""
    order = (Light.RED, Light.YELLOW, Light.GREY, Light.BLUE)
    lights = {own.unit.name: [task.verdict.light for task in own.tasks] for own in status.units}
    missing = {own.unit.name for own in status.units if own.counted_return is None}
    return sorted(lights, key=lambda name: ([-lights[name].count(light) for light in order], name not in missing))


@pytest.mark.parametrize("names", [beside, drawn, on_the_page])
def test_units_are_ranked_only_by_setting(names: Names) -> None:
    plan_order = [own.unit.name for own in bad_year().units]
    assert by_gravity(bad_year()) != plan_order
    assert [name for name in names(bad_year()) if name in plan_order] == plan_order
    ranked = bad_year(UnitOrder.LIGHTS)
    assert [name for name in names(ranked) if name in plan_order] == by_gravity(ranked)


@pytest.mark.parametrize("names", [beside, drawn, on_the_page])
def test_an_edition_without_lights_ranks_nothing_by_them(names: Names) -> None:
    withheld = Edition(withholds=frozenset({Withheld.LIGHTS}))
    assert names(replace(bad_year(UnitOrder.LIGHTS), edition=withheld)) == names(replace(bad_year(), edition=withheld))


def test_the_units_that_have_room_stand_in_the_chosen_order() -> None:
    ranked = bad_year(UnitOrder.LIGHTS)
    listed = texts(fewer_units_beside(ranked, 4), "unit_1", "unit_2")
    assert listed[:6] == by_gravity(ranked)[:6]


@pytest.mark.parametrize(("order", "words"), [(UnitOrder.PLAN, "按计划顺序"), (UnitOrder.LIGHTS, "按亮灯轻重")])
def test_the_first_page_says_in_which_order(order: UnitOrder, words: str) -> None:
    assert f"各单位（{words}）" in draw(report_sheet(report("overview"), bad_year(order)))


def test_the_sheet_of_all_units_says_it_too() -> None:
    drawn_sheets = [draw(report_sheet(report("units-lights"), bad_year(order))) for order in UnitOrder]
    assert ["不是名次" in sheet for sheet in drawn_sheets] == [True, False]


def test_forms_do_not_depend_on_it() -> None:
    plain, ranked = (validated(Config, {"计划": "plans/x", "单位排序": order}) for order in UnitOrder)
    assert plain.form_settings == ranked.form_settings
