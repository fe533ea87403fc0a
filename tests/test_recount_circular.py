"""Every figure of a 通报 is counted again from the plan and the returned files alone."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from duban.cli import main
from tests.recount.circular import recount_circular
from tests.recount.play import play_demo
from tests.recount.records import Run
from tests.recount.timeline import Timeline

FORM_BY_DEMO = {
    "taishan-2022": "进展情况表",
    "sanshui-2020": "节点填报表",
    "huarong-2021": "调度表",
    "huizhou-2020": "进展跟踪表",
    "quanzhou-2024": "进展跟踪表",
}


@pytest.mark.parametrize("demo", FORM_BY_DEMO)
def test_every_figure_of_a_notice_is_that_of_the_recount(demo: str, tmp_path: Path) -> None:
    """As of the day of each compile, written when the year is over: nothing that came later is in it."""
    runs = play_demo(demo, tmp_path)
    faults: list[str] = []
    compared = 0
    for place, run in enumerate(runs):
        if run.form == FORM_BY_DEMO[demo]:
            letter = recount_circular(Timeline(runs[: place + 1]), write_notice(demo, tmp_path / "desk", run))
            faults += [f"{run.period} {run.as_of} {fault}" for fault in letter.faults]
            compared += letter.figures
    assert faults == []
    assert compared > 30


def write_notice(demo: str, desk: Path, run: Run) -> Path:
    """The notice of a period as of the day of its run."""
    options = ["--config", str(desk / "config.yaml"), "--plan", str(desk / "plans" / demo), "--form", run.form]
    options += ["--period", run.period, "--as-of", run.as_of.isoformat()]
    result = CliRunner().invoke(main, ["notice", "通报", *options])
    assert result.exit_code in {0, 1}, result.output
    return max(desk.rglob("*通报*.docx"), key=lambda path: path.stat().st_mtime_ns)
