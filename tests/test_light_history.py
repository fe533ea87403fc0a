"""Lights have a memory: what was reported, as it was known then, and never what is known of it now."""

from datetime import date
from itertools import product
from pathlib import Path

import pytest
from openpyxl import load_workbook

from duban.model.light_history import LightHistory, ReportedLight
from duban.model.plan import Plan
from duban.model.run_entry import RunEntry
from duban.model.snapshot import Issuer
from duban.model.status import Status
from duban.model.verdict import Light
from duban.review.history import RelatedReviews
from duban.review.report_days import report_runs
from duban.value_object import replace
from tests import returns
from tests.clerk import Clerk, file_hashes, taishan_answers
from tests.test_last_report import AUGUST, DONE, JULY, JUNE, MISSED, review, sent, status

PERIODS = returns.all_periods()
LETTERS = {"R": Light.RED, "Y": Light.YELLOW, "G": Light.GREEN, "-": Light.NONE, "?": Light.GREY}


def history(lights: str, put_off_after: date | None = None) -> LightHistory:
    """One letter a period, from the first one on."""
    reported = (
        ReportedLight(period, period.due, LETTERS[letter]) for letter, period in zip(lights, PERIODS, strict=False)
    )
    return LightHistory(tuple(reported), put_off_after)


@pytest.mark.parametrize(
    ("lights", "asked", "expected"),
    [
        ("", "R", 0),
        ("RRR", "R", 3),
        ("RGR", "R", 1),  # green broke the row
        ("RYR", "R", 1),
        ("RYR", "RY", 3),  # yellow or worse
        ("R?R", "R", 2),  # silence neither breaks the row nor counts
        ("R??", "R", 1),
        ("G?R-", "R", 0),  # put off, or not due any more
        ("??", "?", 2),  # of what was never known
        ("R?", "?", 1),
    ],
)
def test_reports_in_a_row(lights: str, asked: str, expected: int) -> None:
    assert len(history(lights).unbroken({LETTERS[letter] for letter in asked})) == expected


def test_a_row_begins_behind_the_report_after_which_the_day_was_put_off() -> None:
    """What was put off is no longer late: it is red since the report after."""
    assert [report.period for report in history("RRR", PERIODS[1].due).unbroken({Light.RED})] == [PERIODS[2]]


def test_what_is_new_is_so_also_where_it_is_not_told_for_how_long() -> None:
    """Of any lights; red that was 待核实 in the last report and red before it is not new."""
    for lights in map("".join, (row for length in range(5) for row in product(LETTERS, repeat=length))):
        whole, light = history(lights), {LETTERS[letter] for letter in lights[-1:]} or {Light.RED}
        for asked in ({Light.RED}, {Light.YELLOW, Light.RED}, light):
            assert bool(whole.shortened().unbroken(asked)) == bool(whole.unbroken(asked)), lights
        assert whole.shortened().last is whole.last
    assert [report.period for report in history("RR?").shortened().reported] == [*PERIODS[1:3]]


@pytest.mark.parametrize(
    ("runs", "expected"),
    [
        ([], {}),
        (["2022-06 06-21"], {"2022-06": "06-21"}),
        (["2022-06 06-21", "2022-06 06-25"], {"2022-06": "06-25"}),  # made anew: the later one was handed on
        (["2022-06 06-21", "2022-06 06-20"], {"2022-06": "06-20"}),  # whatever its day
        (["2022-06 06-21", "2022-07 07-21", "2022-06 07-22"], {"2022-06": "06-21", "2022-07": "07-21"}),  # looked up
        (["2022-06 06-21", "2022-07 08-22"], {"2022-06": "06-21"}),  # of a day after this report's own
        (["2022-07 06-21", "2022-06 06-21"], {"2022-06": "06-21"}),  # before its period began: a slip
        (["2022-06 06-21", "2022-06 06-25 undone"], {"2022-06": "06-21"}),  # taken back
        (["2022-06 06-21 build"], {}),
        (["2022-06 06-21 other form"], {}),
        (["2022-06 06-21", "1999-01 06-22", "2022-06 06-31"], {"2022-06": "06-21"}),  # no such period, no such day
    ],
)
def test_the_log_knows_as_of_which_day_each_report_was_made(runs: list[str], expected: dict[str, str]) -> None:
    """As of 1 August."""
    reports = report_runs(entries(runs), "JZ", PERIODS, date(2022, 8, 1))
    assert {code: f"{run.day:%m-%d}" for code, run in reports.items()} == expected


def entries(runs: list[str]) -> list[RunEntry]:
    """Runs of compile in their order, and behind each that is `undone` the run that took it back."""
    made: list[RunEntry] = []
    for run in runs:
        period, day, *more = run.split(" ", 2)
        word = " ".join(more)
        command, form = ("build" if word == "build" else "compile"), ("XX" if word == "other form" else "JZ")
        entry = RunEntry(
            number=len(made) + 1,
            before="",
            at="",
            who="",
            command=command,
            version="",
            period=period,
            form=form,
            as_of=f"2022-{day}",
        )
        made.append(entry)
        if word == "undone":
            update = {"number": len(made) + 1, "command": "undo", "undone": entry.number}
            made.append(replace(entry, **update))
    return made


def lights_of(key: str, found: Status) -> str:
    """The lights of a milestone from report to report, this one last."""
    milestone = next(milestone for milestone in found.milestones if milestone.row.key == key)
    letters = {light: letter for letter, light in LETTERS.items()} | {Light.BLUE: "B"}
    lights = [report.light for report in milestone.light_history.reported]
    return "".join(letters[light] for light in (*lights, milestone.verdict.light))


def test_a_period_that_was_reported_late_keeps_what_was_reported_of_it() -> None:
    """What July's report said was silence; July's return came in August, after it, and changes July's light no more."""
    june = sent(JUNE, date(2022, 6, 20), {"2@0531": MISSED})
    july = sent(JULY, date(2022, 7, 25), {"2@0531": MISSED, "2@0630": MISSED})
    august = sent(AUGUST, date(2022, 8, 19), {"2@0531": DONE, "2@0630": MISSED})
    days = {JUNE: date(2022, 6, 21), JULY: date(2022, 7, 21)}
    found = status(AUGUST, date(2022, 8, 22), june, july, august, days=days)
    assert (lights_of("2@0531", found), lights_of("2@0630", found)) == ("YRG", "-?R")
    found = status(AUGUST, date(2022, 8, 22), june, july, august, days=days | {JULY: date(2022, 7, 26)})
    assert (lights_of("2@0531", found), lights_of("2@0630", found)) == ("YRG", "-RR")


def test_past_lights_are_those_that_were_reported() -> None:
    """Each report's own lights are the history of all reports after it, whatever came since."""
    every = (
        sent(JUNE, date(2022, 6, 20), {"2@0531": MISSED}),
        sent(JULY, date(2022, 7, 20), {"2@0531": DONE, "2@0630": MISSED}),
        sent(JULY, date(2022, 8, 1), {"2@0531": MISSED, "2@0630": DONE}),
        sent(AUGUST, date(2022, 8, 19), {"2@0531": DONE, "2@0630": DONE}),
    )
    days = {JUNE: date(2022, 6, 21), JULY: date(2022, 7, 21), AUGUST: date(2022, 8, 22)}
    known_then = {code: [one for one in every if one.received_on <= day] for code, day in days.items()}
    reports = {code: status(code, day, *known_then[code], days=days) for code, day in days.items()}
    found = status("2022-09", date(2022, 9, 21), *every, days=days)
    for earlier in found.earlier:
        then = {milestone.row.key: milestone.verdict for milestone in reports[earlier.period.code].milestones}
        assert {milestone.row.key: milestone.verdict for milestone in earlier.milestones} == then
    assert [earlier.period.code for earlier in found.earlier] == list(days)


def test_a_period_of_which_there_was_no_report_and_nothing_came_is_none() -> None:
    """An office that begins in July has no reports of the months before."""
    found = status(JULY, date(2022, 7, 21), sent(JULY, date(2022, 7, 20), {"2@0531": DONE}))
    assert found.earlier == ()


def test_past_lights_follow_the_plan_as_it_stood_then_and_a_row_begins_anew_where_the_day_was_put_off() -> None:
    """2@0630 was red in July; on 25 July it was put off to 31 July, and in August it is late again."""
    today = returns.office().plan
    later = put_off(today, "2@0630", date(2022, 7, 31))
    july = sent(JULY, date(2022, 7, 20), {"2@0531": DONE, "2@0630": MISSED})
    august = sent(AUGUST, date(2022, 8, 19), {"2@0531": DONE, "2@0630": MISSED})
    own = review(AUGUST, date(2022, 8, 22), july, august, plan=later)

    def issuer_on(day: date) -> Issuer:
        return own.issuer if day >= date(2022, 7, 25) else replace(own.issuer, plan=today)

    reviews = RelatedReviews(own, (), {JULY: date(2022, 7, 21)}, issuer_on)
    found = reviews.status(returns.snapshot(AUGUST).period, returns.workspace().light_rules, ())
    milestone = next(milestone for milestone in found.milestones if milestone.row.key == "2@0630")
    task = next(task for task in found.tasks if task.row.key == "2")
    assert lights_of("2@0630", found) == "RR"
    assert milestone.light_history.unbroken({Light.RED}) == ()
    assert task.light_history.unbroken({Light.RED}) == ()


def put_off(plan: Plan, key: str, day: date) -> Plan:
    """The plan with a milestone's day put off."""
    tasks = []
    for task in plan.tasks:
        parts = [replace(part, **{"due": day} if part.key == key else {}) for part in task.milestones]
        tasks.append(replace(task, milestones=tuple(parts)))
    return replace(plan, tasks=tuple(tasks))


def test_a_month_that_is_compiled_again_as_of_its_day_gives_the_same_whatever_was_compiled_since(
    tmp_path: Path,
) -> None:
    """July's report, then June's looked up once more in September and August's made: July's is as it was."""
    clerk, answers = Clerk(tmp_path / "desk"), taishan_answers()
    for period, issued, compiled in (("2022-06", "2022-06-03", "2022-06-21"), ("2022-07", "2022-07-04", "2022-07-21")):
        clerk.build(period, issued)
        clerk.hand_in_all(period, answers[period])
        clerk.compile(period, compiled)
    july = file_hashes(clerk.reports_folder("2022-07"))
    clerk.compile("2022-06", "2022-09-01")
    clerk.build("2022-08", "2022-08-04")
    clerk.compile("2022-08", "2022-08-22", "--none-returned")
    clerk.compile("2022-07", "2022-07-21")
    assert file_hashes(clerk.reports_folder("2022-07")) == july
    changes = load_workbook(clerk.report("2022-07"))["与上期比较"]
    assert "上期：1—6月，截至2022年6月21日" in str(changes["A2"].value)
