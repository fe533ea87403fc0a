"""Every figure, day and light of every report is counted again from the plan and the returned files alone."""

import ast
import sys
from functools import cache
from pathlib import Path

import pytest

from tests.recount.play import play_demo
from tests.recount.recounters import recount_run
from tests.recount.timeline import Run, Timeline

HERE = Path(__file__).parent / "recount"
DEMOS = ("taishan-2022", "sanshui-2020", "huarong-2021", "huizhou-2020", "quanzhou-2024")


def test_the_recount_knows_nothing_of_the_program() -> None:
    """Else it would repeat its mistakes. Only what plays the demos may use their command."""
    for path in sorted(HERE.glob("*.py")):
        nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        modules = {str(node.module) for node in nodes if isinstance(node, ast.ImportFrom)}
        nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        modules |= {name.name for node in nodes if isinstance(node, ast.Import) for name in node.names}
        assert not [module for module in modules if module.partition(".")[0] == "duban"], path.name


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> object:
    """Demo → its runs of compile, played once."""

    @cache
    def played(demo: str) -> tuple[Run, ...]:
        return play_demo(demo, tmp_path_factory.mktemp(demo))

    return played


@pytest.mark.parametrize("demo", DEMOS)
def test_every_figure_of_a_demo_is_that_of_the_recount(
    demo: str, runs: object, capsys: pytest.CaptureFixture[str]
) -> None:
    """After each compile: no cell differs, and none with a number, a day or a light is left uncompared."""
    assert callable(runs)
    played: tuple[Run, ...] = runs(demo)
    faults: list[str] = []
    compared = 0
    for place in range(len(played)):
        found = recount_run(Timeline(played[: place + 1]))
        faults += [f"{played[place].period} {played[place].as_of} {fault}" for fault in found.faults]
        compared += found.figures
    with capsys.disabled():
        sys.stdout.write(f"\n{demo}: {compared} figures compared, {len(faults)} differ or were not compared\n")
    assert faults == []
