"""Files that cannot be taken as they are: the clerk is told where and what to do, and nothing is half-written."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from duban.cli import main
from duban.workspace.yaml_file import parse_yaml
from tests.imports.bad import BadInput, bad_inputs

TEMPLATES = Path(__file__).parents[1] / "templates"
REFUSED, MISTAKES, CLEAN = 2, 1, 0
by_input = pytest.mark.parametrize("bad", [pytest.param(each, id=each.name) for each in bad_inputs()])


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace as `init` makes it, and the clerk in it."""
    shutil.copytree(TEMPLATES / "start", tmp_path / "desk")
    monkeypatch.chdir(tmp_path / "desk")
    return tmp_path / "desk"


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def import_file(name: str, data: bytes) -> Result:
    """The import of a file that lies beside the workspace."""
    Path("..", name).write_bytes(data)
    return CliRunner().invoke(main, ["import", f"../{name}", "--as", "made"])


@by_input
def test_bad_input_is_told_and_nothing_is_half_written(bad: BadInput, desk: Path) -> None:
    for name, data in bad.files[:-1]:
        assert import_file(name, data).exit_code != REFUSED
    before = contents(desk)
    result = import_file(*bad.files[-1])
    assert bad.untold(result.output.splitlines()) == [], result.output
    if bad.refused:
        assert (result.exit_code, contents(desk)) == (REFUSED, before), result.output
        return
    assert result.exit_code in {CLEAN, MISTAKES}, result.output
    plan = parse_yaml((desk / "plans/made/plan.yaml").read_text(encoding="utf-8"), "").data
    assert {*bad.tasks} <= {task["名称"] for task in plan["任务"]}
