"""Every figure, day and light of every report is counted again from the plan and the returned files alone."""

import ast
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.recount.letters import recount_letters
from tests.recount.offices import play_office
from tests.recount.play import play_demo, play_levels
from tests.recount.records import Run
from tests.recount.recounters import Recount, recount_editions, recount_run
from tests.recount.sheets import ReportSheet
from tests.recount.spoiled import unnoticed
from tests.recount.timeline import Timeline

HERE = Path(__file__).parent / "recount"
DEMOS = ("taishan-2022", "sanshui-2020", "huarong-2021", "huizhou-2020", "quanzhou-2024")
FURTHER = (
    "county-inspection-2025",
    "enterprise-2025",
    "township-2025",
    "work-safety-2025",
    "city-projects-2025",
)
"""Of what comes due again, all the year and of several units."""
OFFICES = (
    ("monthly", 7),
    ("quarterly", 2),
    ("quarterly", 4),
    ("quarterly", 5),
    ("whole", 3),
    pytest.param(
        *("duties", 1),
        marks=pytest.mark.xfail(reason="the recount expects no late-unexplained beside a missing day"),
    ),
)


def test_the_recount_knows_nothing_of_the_program() -> None:
    """Else it would repeat its mistakes. Only what plays the demos may use their commands."""
    for path in sorted(HERE.glob("*.py")):
        nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
        modules = {str(node.module) for node in nodes if isinstance(node, ast.ImportFrom)}
        modules |= {name.name for node in nodes if isinstance(node, ast.Import) for name in node.names}
        assert not [module for module in modules if module.partition(".")[0] == "duban"], path.name


def test_a_figure_that_differs_and_one_that_nobody_knows_are_faults() -> None:
    """The header is words; 19 should be 18, and of the seven nobody said what it should be."""
    sheet = ReportSheet("汇总报告", "总览", {(1, 1): "任务数", (2, 1): 19, (3, 1): "共7项"}, {})
    sheet.expect((2, 1), 18)
    assert [*sheet.faults, *sheet.unclaimed()] == [
        "汇总报告:总览!A2: 报告 19 重算 18",
        "汇总报告:总览!A3: 没有重算 '共7项'",
    ]


@pytest.mark.parametrize("demo", DEMOS)
def test_every_figure_of_a_demo_is_that_of_the_recount(
    demo: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """After each compile: no cell differs, and none with a number, a day or a light is left uncompared."""
    hold(demo, play_demo(demo, tmp_path), capsys, recount_letters, recount_editions)


@pytest.mark.parametrize("demo", FURTHER)
def test_every_figure_of_a_further_office_is_that_of_the_recount(
    demo: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The same of plans whose lines are several milestones each."""
    hold(demo, play_demo(demo, tmp_path), capsys, recount_letters, recount_editions)


def test_every_figure_of_offices_one_above_another_is_that_of_the_recount(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The numbers that an office above counts were filled in from the reports of those below it."""
    for run in play_levels(tmp_path):
        hold(f"two-levels {run.office.name}", (run,), capsys, recount_editions)


def test_what_is_spoiled_in_a_report_is_noticed(tmp_path: Path) -> None:
    """Whatever one changes in a made book, the recount says so."""
    runs = play_demo("sanshui-2020", tmp_path)
    assert unnoticed(Timeline(runs), seed=13, most=3) == []


@pytest.mark.parametrize(("shape", "seed"), OFFICES)
def test_every_figure_of_an_office_made_up_at_random_is_that_of_the_recount(
    shape: str, seed: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Tasks by month, by quarter with numbers, or whole; with gaps, wrong words, doubles, silence and old files."""
    hold(f"{shape} {seed}", play_office(shape, seed, tmp_path), capsys)


def hold(
    name: str, runs: tuple[Run, ...], capsys: pytest.CaptureFixture[str], *further: Callable[[Timeline], Recount]
) -> None:
    """Recount each run with what was known after it; further: what else is recounted of it than its workbooks."""
    known = [Timeline(runs[: place + 1]) for place in range(len(runs))]
    found = [recount(t) for t in known for recount in (recount_run, *further)]
    runs = tuple(t.run for t in known for _ in (recount_run, *further))
    faults = [f"{run.period} {run.as_of} {fault}" for run, own in zip(runs, found, strict=True) for fault in own.faults]
    with capsys.disabled():
        figures = sum(own.figures for own in found)
        sys.stdout.write(f"\n{name}: {figures} figures compared, {len(faults)} differ or were not compared\n")
    assert faults == []
