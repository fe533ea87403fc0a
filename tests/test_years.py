"""Whole years of two offices, from the first forms to the next year's plan: what was reported stays as it was."""

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from duban.journeys.context import open_context
from duban.journeys.look import look_at_period
from duban.store.index import INDEX_FILE
from tests.clerk import Clerk, file_hashes, workbook_in
from tests.office.driver import Office, available
from tests.recount.known import SYMBOLS
from tests.recount.records import Run
from tests.recount.recounters import recount_run
from tests.recount.sheets import read_book
from tests.recount.timeline import Timeline
from tests.test_index import tables
from tests.years.diary import read_diary
from tests.years.play import REGISTER, Year

PLANS = ("taishan-2022", "sanshui-2020")


@pytest.fixture(scope="module", params=PLANS)
def year(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Year:
    """A year played to its end, and looked at by each test."""
    folder = tmp_path_factory.mktemp("year")

    def office() -> Office:
        found = request.getfixturevalue("office")
        assert isinstance(found, Office)
        return found

    clerk = Clerk(folder / "desk", request.param)
    return Year(read_diary(request.param), clerk, office if available() else None, folder / "kept").play()


def test_every_report_of_the_year_is_that_of_the_recount(year: Year, capsys: pytest.CaptureFixture[str]) -> None:
    """After each compile: no cell differs, and none with a number, a day or a light is left uncompared."""
    runs = tuple(year.runs)
    found = [recount_run(Timeline(runs[: place + 1])) for place in range(len(runs))]
    with capsys.disabled():
        sys.stdout.write(f"\n{year.diary.plan}: {sum(own.figures for own in found)} figures compared\n")
    assert [
        f"{run.period} {run.as_of} {fault}" for run, own in zip(runs, found, strict=True) for fault in own.faults
    ] == []


def test_nothing_crashed_and_nothing_in_the_ledger_was_in_doubt(year: Year) -> None:
    """No command of the year found anything missing or altered."""
    assert [entry for entry, said in year.results if entry.compile and (said.json["ledger"] or said.json["lost"])] == []


@pytest.mark.parametrize("has_index", [True, False])
def test_a_month_compiled_again_as_of_its_day_gives_the_same_bytes(
    year: Year,
    has_index: bool,  # noqa: FBT001
    tmp_path: Path,
) -> None:
    """Once the year is over, each report that was handed on: workbooks, correction copies and texts."""
    clerk = year.clerk.copied_to(tmp_path / "desk")
    if not has_index:
        index_of(clerk).unlink()
    differing = {}
    for run in last_runs(year).values():
        if run.period in periods_decided_on_since(year):
            continue  # what she wrote there since is obeyed
        registers = file_hashes(clerk.period_folder(run.period), [clerk.period_folder(run.period) / REGISTER])
        clerk.compile(run.period, run.as_of.isoformat())
        reports_folder = clerk.reports_folder(run.period)
        now, then = file_hashes(reports_folder), file_hashes(run.reports)
        if names := {name for name in now.keys() | then.keys() if now.get(name) != then.get(name)}:
            differing[run.period] = sorted(names)
        assert file_hashes(clerk.period_folder(run.period), [clerk.period_folder(run.period) / REGISTER]) == registers
    assert differing == {}


def test_past_lights_worked_out_at_the_years_end_are_those_that_were_printed(year: Year) -> None:
    """Of every milestone, in the last report of every month; whatever was decided, postponed and told since."""
    last = year.runs[-1]
    config = year.clerk.folder / "config.yaml"
    context = open_context(config, None, year.diary.form, last.period, last.as_of, None, compiling=True)
    earlier = look_at_period(context, last.as_of).status.earlier
    worked_out = {
        status.period.code: [str(milestone.verdict.light) for milestone in status.milestones] for status in earlier
    }
    runs = last_runs(year)
    assert [*worked_out] == [code for code in runs if code != last.period]
    assert worked_out == {code: printed_lights(runs[code]) for code in worked_out}


def printed_lights(run: Run) -> list[str]:
    """The light of each milestone, in the order of the working papers."""
    [sheet] = [sheet for sheet in read_book(workbook_in(run.reports, "工作底稿")) if sheet.name == "节点"]
    [table] = sheet.tables("序号", "依据", "出处")
    label = next(label for label in ("拟亮灯", "核定亮灯", "亮灯") if label in table.columns)
    lights = {words[0]: light for light, words in SYMBOLS.items()} | {"◐": "green"}
    return [lights[str(table.value(row, label))[0]] for row in table.lines]


def index_of(clerk: Clerk) -> Path:
    return clerk.folder / "output" / clerk.plan / "台账" / INDEX_FILE


def periods_decided_on_since(year: Year) -> set[str]:
    """The periods in whose register she wrote after their last compile."""
    periods: set[str] = set()
    for entry in year.diary.entries:
        periods = periods | {entry.register} if entry.register else periods - {entry.compile}
    return periods


def last_runs(year: Year) -> Mapping[str, Run]:
    """The last compile of each period: the report that was handed on."""
    return {run.period: run for run in year.runs}


def test_the_index_made_anew_is_the_same_record_for_record(year: Year, tmp_path: Path) -> None:
    clerk = year.clerk.copied_to(tmp_path / "desk")
    before = tables(index_of(clerk))
    index_of(clerk).unlink()
    assert clerk.run("duban", "rebuild", "--json").exit == 0
    assert tables(index_of(clerk)) == before


def test_the_ledger_of_the_year_holds(year: Year, tmp_path: Path) -> None:
    said = year.clerk.copied_to(tmp_path / "desk").run("duban", "verify")
    assert said.exit == 0, said.output


def test_the_year_is_archived_and_its_hashes_hold(year: Year, tmp_path: Path) -> None:
    clerk = year.clerk.copied_to(tmp_path / "desk")
    said = clerk.run("duban", "close", "--no-pages", "--unsettled")
    assert said.exit in (0, 1), said.output
    [archive] = (clerk.folder / "output" / clerk.plan).glob("*归档")
    assert subprocess.run(["sha256sum", "-c", "--quiet", "SHA256SUMS"], cwd=archive, check=False).returncode == 0


def test_the_next_years_plan_is_accepted(year: Year, tmp_path: Path) -> None:
    """A person has to look at it, and no mistake stops her."""
    clerk = year.clerk.copied_to(tmp_path / "desk")
    said = clerk.run("duban", "new-year", "next")
    assert said.exit in (0, 1), said.output
    checked = clerk.run("duban", "check", "--plan", "next")
    assert checked.exit in (0, 1), checked.output
