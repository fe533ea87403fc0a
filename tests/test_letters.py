"""Letters in Word: to whom they go, of what they speak, and what they never say."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from duban.model.status import MilestoneStatus, Status
from duban.model.verdict import Light, Ruling, UnknownState, Verdict
from duban.reports.check_back import statements_to_check
from duban.reports.letters import LETTERS, Letter
from duban.reports.letters.matters import task_title
from duban.review.approval import ruled_verdict
from duban.text.schedule import ScheduleKind
from duban.value_object import replace
from tests import test_office_reports, test_scores
from tests.offices import plan, status_of
from tests.test_reports import asked, small

JUNE_30 = "1@0630"
DECLARED = {"claimed": "有困难", "expected": None, "reason": ""}
"""What a verdict knows that rests on the unit's own word."""


def letters(kind: str, status: Status) -> list[Letter]:
    return list(LETTERS[kind](status))


def unit_names(found: Sequence[Letter]) -> list[str]:
    return [letter.unit.name if letter.unit else "" for letter in found]


def matters(letter: Letter) -> list[Mapping[str, Any]]:
    found = letter.facts["matters"]
    assert isinstance(found, list)
    return found


def with_milestone(key: str, change: Callable[[MilestoneStatus], MilestoneStatus], status: Status) -> Status:
    """The same with one milestone changed."""
    tasks = [
        replace(
            task,
            milestones=tuple(
                change(milestone) if milestone.row.key == key else milestone for milestone in task.milestones
            ),
        )
        for task in status.tasks
    ]
    return replace(status, tasks=tuple(tasks))


def test_each_unit_has_one_order_for_each_colour_of_its_milestones() -> None:
    """Red first, then yellow and blue; of one colour in the directory's order. Green and grey have none."""
    yellow = with_milestone(
        "2@1031", lambda milestone: replace(milestone, verdict=Verdict(Light.YELLOW, "trouble", DECLARED)), small()
    )
    found = letters("supervision", yellow)
    assert [(letter.unit and letter.unit.name, letter.part) for letter in found] == [
        ("基财股", "红灯"),
        ("督导室", "红灯"),
        ("督导室", "黄灯"),
    ]
    listed = [item["number"] for letter in found for item in matters(letter)]
    worrying = {Light.RED, Light.YELLOW, Light.BLUE}
    assert len(listed) == sum(milestone.verdict.light in worrying for milestone in yellow.milestones)


def test_an_order_says_what_was_due_when_and_what_the_unit_said() -> None:
    (item,) = matters(letters("supervision", small())[0])
    facts = ("number", "name", "line", "due", "days", "state", "reason", "expected", "supports")
    expected = ("1", "新校区", "6月底前开工。", date(2022, 6, 30), 21, "有困难", "评审未完成", "8月15日", "督导室")
    assert tuple(item[name] for name in facts) == expected


def test_a_part_of_a_task_without_milestones_is_named() -> None:
    """Huarong's task 21 is six projects: an order says which of them, and by when."""
    status = status_of("huarong-2021", "dispatch", date(2021, 7, 8), {})
    keys = [milestone.row.key for milestone in status.milestones if milestone.row.task.number == "21"]
    status = status_of("huarong-2021", "dispatch", date(2021, 7, 8), {keys[1]: {"state": "有困难", "reason": "停工"}})
    (letter,) = letters("supervision", status)
    (item,) = matters(letter)
    assert item["is_whole"]
    assert item["line"]
    assert item["line"] != item["name"]


def test_a_unit_is_not_late_before_the_plan_was_issued() -> None:
    """2@0531 was due before the issue on 2 June: its days are counted from there."""
    (item,) = matters(letters("supervision", small())[1])
    assert item["days"] == 49


def test_a_light_that_was_ruled_is_told_as_ruled_beside_what_was_proposed() -> None:
    def ruled(milestone: MilestoneStatus) -> MilestoneStatus:
        return replace(milestone, verdict=replace(milestone.verdict, light=Light.YELLOW, proposed=Light.RED))

    found = letters("supervision", with_milestone(JUNE_30, ruled, small()))
    (item,) = [item for letter in found for item in matters(letter) if item["number"] == "1"]
    assert (item["light"], item["ruled"]) == ("黄灯", "黄灯")
    assert "超期21天" in item["ground"]


@pytest.mark.parametrize("kind", ["supervision", "warning", "extension-form", "self-review", "talk"])
def test_nothing_is_asked_where_nothing_worries(kind: str) -> None:
    """No order, warning or form without a cause, and none for tasks that no unit answers for."""
    calm = small()
    for milestone in small().milestones:
        calm = with_milestone(
            milestone.row.key,
            lambda one: replace(one, verdict=Verdict(Light.NONE, "not-due", {"due": one.row.due}), record=None),
            calm,
        )
    waiting = tuple(one for one in calm.tasks if all(not milestone.due_by(calm.as_of) for milestone in one.milestones))
    assert letters(kind, replace(calm, tasks=waiting)) == []


@pytest.mark.parametrize(
    ("as_of", "rule", "warned"),
    [
        (date(2022, 6, 30), "trouble", True),  # the due day itself: there is time until its end
        (date(2022, 6, 29), "will-miss", True),
        (date(2022, 6, 29), "due-soon", False),  # that a day is near worries nobody yet
        (date(2022, 7, 1), "overdue", False),  # too late for a warning
    ],
)
def test_a_warning_comes_before_the_due_day_and_only_where_something_is_wrong(
    as_of: date,
    rule: str,
    warned: bool,  # noqa: FBT001
) -> None:
    light = Light.BLUE if rule == "due-soon" else Light.YELLOW
    verdict = Verdict(light, rule, {**DECLARED, "due": date(2022, 6, 30), "days": 1, "answered": None})
    status = with_milestone(JUNE_30, lambda milestone: replace(milestone, verdict=verdict), small())
    found = letters("warning", replace(status, as_of=as_of))
    told = [item["line"] for letter in found for item in matters(letter)]
    assert ("6月底前开工。" in told) is warned


def test_the_form_for_another_day_has_the_facts_and_asks_who_agreed_above() -> None:
    """It is for what a unit says it will not keep; whoever gave the task to the office is asked where there is one."""
    (letter,) = letters("extension-form", small())
    (item,) = matters(letter)
    assert (item["reason"], item["expected"], item["is_late"], item["needs_consent"]) == (
        "评审未完成",
        "8月15日",
        True,
        False,
    )
    above = status_of(
        "taishan-2022", "progress", date(2022, 7, 21), {"1@0630": {"state": "不能按期完成"}}, period_index=1
    )
    (item,) = matters(letters("extension-form", above)[0])
    assert item["needs_consent"]
    assert item["origins"][0] == "2022年台山市政府重点工作任务"


@pytest.mark.parametrize("schedule", [ScheduleKind.RECURRING, ScheduleKind.CONTINUING])
def test_no_form_for_another_day_where_no_one_day_can_be_put_off(schedule: ScheduleKind) -> None:
    """The program itself refuses to put a duty off that comes again or goes on all the year."""

    def of_kind(milestone: MilestoneStatus) -> MilestoneStatus:
        assert milestone.row.milestone is not None
        return replace(milestone, row=replace(milestone.row, milestone=replace(milestone.row.milestone, kind=schedule)))

    assert len(letters("extension-form", small())) == 1
    assert letters("extension-form", with_milestone(JUNE_30, of_kind, small())) == []


@pytest.mark.parametrize(("light", "count"), [(Light.GREEN, 0), (Light.RED, 1)])
def test_no_form_for_another_day_where_it_was_ruled_that_all_is_well(light: Light, count: int) -> None:
    def ruled(milestone: MilestoneStatus) -> MilestoneStatus:
        return replace(milestone, verdict=ruled_verdict(milestone.verdict, Ruling(light, "县长办公会议")))

    assert len(letters("extension-form", with_milestone(JUNE_30, ruled, small()))) == count


@pytest.mark.parametrize(
    ("as_of", "schedule", "facts"),
    [
        (
            date(2022, 6, 30),
            ScheduleKind.ONCE,
            (True, True, False, True),
        ),  # the due day itself: there is time until its end
        (date(2022, 7, 10), ScheduleKind.ONCE, (False, False, True, True)),
        (date(2022, 6, 30), ScheduleKind.CONTINUING, (True, False, False, True)),
    ],
)
def test_an_order_asks_for_what_can_still_be_done(as_of: date, schedule: ScheduleKind, facts: tuple[bool, ...]) -> None:
    """To keep a day that is over, and to ask for another one before it, nobody can."""

    def yellow(milestone: MilestoneStatus) -> MilestoneStatus:
        assert milestone.row.milestone is not None
        row = replace(milestone.row, milestone=replace(milestone.row.milestone, kind=schedule))
        return replace(milestone, row=row, verdict=Verdict(Light.YELLOW, "trouble", DECLARED))

    status = replace(with_milestone(JUNE_30, yellow, small()), as_of=as_of)
    (order,) = [letter for letter in letters("supervision", status) if letter.part == "黄灯"]
    assert tuple(order.facts[name] for name in ("open", "may_ask", "passed", "missed")) == facts


def test_the_form_for_another_day_has_the_progress_of_the_task_where_milestones_have_none() -> None:
    (letter,) = letters("extension-form", small())
    (item,) = matters(letter)
    assert item["progress"] == "已定方案。"


def test_a_summary_counts_numbers_as_reached_only_beside_those_that_were_reported() -> None:
    """Nobody was asked for the numbers of this plan: that none is reached would say more than is known."""
    (letter,) = letters("summary", status_of("quanzhou-2024", "self-evaluation", date(2024, 12, 31), {}))
    assert letter.facts["targets"]
    assert letter.facts["targets_reported"] == letter.facts["targets_met"] == 0


def test_quotes_in_the_name_of_a_task_are_inner_ones_between_quotes() -> None:
    def named(milestone: MilestoneStatus) -> MilestoneStatus:
        task = replace(milestone.row.task, name="河湖“清四乱”")
        return replace(milestone, row=replace(milestone.row, task=task))

    asked_back = statements_to_check(with_milestone(JUNE_30, named, small()))
    assert any("“河湖‘清四乱’”" in statement.words for statement in asked_back)


def test_only_what_is_known_to_be_unfinished_is_to_be_explained_by_its_unit() -> None:
    """A due milestone of which nobody knows how it stands is 待核实, never 未完成. Before the issue nobody was late."""
    assert unit_names(letters("self-review", small())) == ["基财股"]
    unknown = with_milestone(
        JUNE_30, lambda milestone: replace(milestone, unknown_state=UnknownState.OUTDATED), small()
    )
    assert letters("self-review", unknown) == []


def test_a_talk_is_about_what_the_ladder_speaks_of_and_with_the_steps_of_the_ladder() -> None:
    """Nothing is decided: the office's own rule is quoted."""
    found = letters("talk", test_office_reports.huarong())
    told = {item["number"]: (item["found"], item["opinion"]) for letter in found for item in matters(letter)}
    assert told == {"2": ("进度迟缓", "4所村小无保安。"), "23": ("未完成", "抽查2所没有安装。")}
    assert [letter.facts["suggestions"] for letter in found] == [["通报批评、约谈"]] * len(found)


def test_letters_about_what_inspectors_judge_go_to_the_units_that_lead() -> None:
    """All rows of the form of verification are filled in by one unit, which answers for none of them."""
    answers = {key: {"judged": "进度迟缓"} for key in ("13@1231", "19@1231")}
    status = status_of("huarong-2021", "review", date(2021, 7, 18), answers)
    assert {milestone.unit.name for milestone in status.milestones} == {"督导股"}
    assert unit_names(letters("talk", status)) != ["督导股"]


def test_points_of_the_score_report_are_the_parts_of_their_totals() -> None:
    """68, 20, 6 and 6; headings, and units, each add up to the whole."""
    (letter,) = letters("scores", test_scores.approved())
    facts: Mapping[str, Any] = letter.facts
    headings = [heading for heading in facts["headings"] if not heading["is_part"]]
    assert [(heading["weight"], heading["printed"]) for heading in headings] == [
        ("68", Decimal(68)),
        ("20", Decimal(20)),
        ("6", Decimal(6)),
        ("6", Decimal(6)),
    ]
    for name in ("count", "weight", "own", "approved", "lost", "losing"):
        whole = Decimal(facts["total"][name])
        for parts in (headings, facts["units"]):
            assert sum(Decimal(str(part[name]).replace("—", "0")) for part in parts) == whole, name
        below = [part for part in facts["headings"] if part["is_part"]]
        assert sum(Decimal(part[name]) for part in below) == Decimal(headings[0][name])


def test_every_loss_is_listed_with_its_reason_and_the_largest_first() -> None:
    (letter,) = letters("scores", test_scores.approved())
    facts: Mapping[str, Any] = letter.facts
    losses = facts["losses"]
    assert sum(Decimal(loss["lost"]) for loss in losses) == Decimal(facts["total"]["lost"])
    assert [Decimal(loss["lost"]) for loss in losses] == sorted(
        (Decimal(loss["lost"]) for loss in losses), reverse=True
    )
    assert {loss["number"]: loss["reason"] for loss in losses}["1-5-1"] == "缺少验收材料"
    assert facts["not_scored"] == "1-4-3"
    assert facts["not_approved"] == "1-4-3、8"


@pytest.mark.parametrize("name", test_office_reports.PLANS)
def test_no_name_is_cut_inside_a_clause(name: str) -> None:
    """What an official text quotes is whole, or ends where the plan itself has a stop; brackets are closed."""
    for task in plan(name).plan.tasks:
        title = task_title(task)
        behind = task.name.removeprefix(title)
        assert task.name.startswith(title)
        assert not behind or behind[0] in "。；，,;"
        assert title.count("（") == title.count("）")


def test_a_plan_without_points_has_no_score_report() -> None:
    assert letters("scores", small()) == []


def finished(status: Status) -> Status:
    """Task 1 is finished."""
    done = status.tasks[0]
    return replace(status, tasks=(replace(done, declared_meaning="finished"), *status.tasks[1:]))


def test_a_summary_tells_what_is_finished_in_the_units_words_and_each_other_task_by_its_number() -> None:
    (letter,) = letters("summary", finished(small()))
    facts: Mapping[str, Any] = letter.facts
    (chapter,) = facts["chapters"]
    (done,) = chapter["finished"]
    assert (done["number"], done["unit"], done["words"]) == ("1", "基财股", "已定方案。")
    assert (chapter["red"], chapter["grey"], chapter["under_way"], chapter["yellow"]) == ("2", "3", "", "")


@pytest.mark.parametrize("status", [small(), test_office_reports.office("huizhou-2020")])
def test_the_parts_of_a_summary_are_all_its_tasks(status: Status) -> None:
    """Finished, under way, red, yellow and not known: of each task one is said, in the whole and in the chapters."""
    (letter,) = letters("summary", status)
    facts: Mapping[str, Any] = letter.facts
    parts = ("finished", "under_way", "red", "yellow", "grey")
    assert sum(facts["counts"][part] for part in parts) == facts["counts"]["tasks"] == len(status.tasks)
    assert sum(chapter["count"] for chapter in facts["chapters"]) == len(status.tasks)
    assert sum(chapter["finished_count"] for chapter in facts["chapters"]) == facts["counts"]["finished"]
    due = ("due_in_time", "due_late", "due_not_done", "due_unknown")
    assert sum(facts["counts"][name] for name in due) == facts["counts"]["due"]


def test_a_summary_of_a_bad_year_lists_the_first_and_counts_the_others() -> None:
    """Red ones stand before yellow ones; those that are not listed are said to be in the report."""
    keys = [milestone.key for task in plan("taishan-2022").plan.tasks for milestone in task.milestones]
    missed = {key: {"state": "不能按期完成"} for key in keys}
    status = status_of("taishan-2022", "progress", date(2022, 11, 21), missed, period_index=5)
    (letter,) = letters("summary", status)
    facts: Mapping[str, Any] = letter.facts
    worrying = [one for one in status.milestones if one.verdict.light in {Light.RED, Light.YELLOW}]
    assert len(facts["lagging"]) + facts["more_lagging"] == len(worrying) > len(facts["lagging"])
    lights = [item["light"] for item in facts["lagging"]]
    assert lights == sorted(lights, key=["红灯", "黄灯"].index)


@pytest.mark.parametrize(
    ("earlier", "beside"),
    [
        ((0, 1, 5), date(2022, 6, 21)),  # June is half a year before December, July is not
        ((1, 5), None),
        ((), None),
    ],
)
def test_counts_stand_beside_those_of_half_a_year_before(earlier: tuple[int, ...], beside: date | None) -> None:
    """The last report of a period that ended so long ago; where there was none, no number is made up."""
    reports = tuple(replace(small(), assignment=asked(place), as_of=date(2022, 6 + place, 21)) for place in earlier)
    (letter,) = letters("summary", replace(small(), assignment=asked(6), earlier=reports))
    before: Any = letter.facts["before"]
    assert (before and before["as_of"]) == beside
