"""What exists goes on working: a workspace that version 0.1.0 left compiles to the same result."""

import contextlib
import difflib
import json
import shutil
import tarfile
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook

from duban.cli import main
from duban.cli.journey_commands import build_command, compile_command
from duban.cli.office_commands import check_command
from tests.drawn import Golden
from tests.workspace_0_1_0.make import HERE, JUNE, PLACE, RUNS, outcome


@pytest.fixture(scope="module")
def kept_workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workspace as 0.1.0 left it. Nobody may write into it: `workspace` is a copy to work in."""
    folder = tmp_path_factory.mktemp("kept") / "ws"
    with tarfile.open(HERE / "workspace.tar.xz") as archive:
        archive.extraction_filter = getattr(tarfile, "data_filter", None)  # 3.11 has it since 3.11.4
        archive.extractall(folder)
    return folder


@pytest.fixture
def workspace(kept_workspace: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(kept_workspace, tmp_path / "ws"))


def run(command: click.Command, workspace: Path, *arguments: str) -> Result:
    """A command in a workspace; what crashes, crashes here too."""
    with contextlib.chdir(workspace):
        result = CliRunner().invoke(command, [*arguments, "--json"])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@pytest.mark.parametrize("name", RUNS)
def test_a_workspace_of_0_1_0_compiles_to_the_same_result(workspace: Path, name: str, golden: Golden) -> None:
    """Exit code, findings, and every cell of the report and the working papers; see tests/workspace_0_1_0.

    What is said otherwise on purpose stands line by line in tests/golden/since-0.1.0: `-` as it was, `+` as it is.
    """
    result = run(compile_command, workspace, *RUNS[name])
    for kind, text in outcome(workspace, name, result.exit_code, result.stdout).items():
        expected = (HERE / "expected" / f"{name}.{kind}").read_text(encoding="utf-8")
        golden(f"since-0.1.0/{name}.{kind}", changed_lines(expected, text))


def changed_lines(before: str, after: str) -> str:
    """The lines that were taken out and put in, below the sheet in which they stand."""
    sheet, lines = "", []
    for line in difflib.ndiff(before.splitlines(), after.splitlines()):
        if line[2:].startswith("#"):
            sheet = line[2:]
        elif line[0] in "+-":
            lines += [*([sheet] if sheet else []), line]
            sheet = ""
    return "\n".join(lines)


def test_forms_that_0_1_0_issued_stay_as_they_were_issued(workspace: Path) -> None:
    """Their codes hold the hash of a snapshot: it is the same hash today."""
    result = run(build_command, workspace, "--period", JUNE, "--as-of", "2025-06-25")
    assert [form["state"] for form in json.loads(result.stdout)["forms"]] == ["same"] * 4
    snapshots = {path.name for path in (workspace / PLACE / "台账/快照").iterdir()}
    assert len(snapshots) == 3


def test_what_0_1_0_issued_counts_after_a_key_was_made(workspace: Path) -> None:
    """The first build since makes the key of the form codes; codes without it were given before."""
    assert run(build_command, workspace, "--period", "2025-07", "--as-of", "2025-07-04").exit_code == 0
    path = workspace / PLACE / "台账/表号密钥.json"
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | {"originals": []}), "utf-8")  # not because kept
    files = json.loads(run(compile_command, workspace, *RUNS["june"]).stdout)["files"]
    codes = [finding["code"] for file in files for finding in file["findings"]]
    assert "seal-unknown" not in codes
    assert {file["end"] for file in files} >= {"accepted"}


def test_the_next_period_carries_what_0_1_0_accepted(workspace: Path) -> None:
    result = run(build_command, workspace, "--period", "2025-07", "--as-of", "2025-07-04")
    forms = {form["unit"]: form["path"] for form in json.loads(result.stdout)["forms"]}
    book = load_workbook(forms["规划股"])
    progress = [cell.value for cell in book["进展情况表"]["E"]]
    figures = [cell.value for cell in book["指标完成"]["D"]]
    assert "招标4月完成，尚未开工。" in progress
    assert 260.5 in figures


def test_the_office_s_own_files_are_as_sound_as_they_were(workspace: Path) -> None:
    """Plan, units, holidays, layouts and templates of 0.1.0: no mistake, and no new doubt; old names are told."""
    result = run(check_command, workspace)
    codes = [finding["code"] for finding in json.loads(result.stdout)["findings"]]
    assert "report-name-old" in codes
    assert [code for code in codes if code != "report-name-old"] == [
        "due-before-issue",
        "rest-day",
        "rest-day",
        "rest-day",
        "erratum-open",
        "unit-two-names",
        "light-rule-missing",  # what is not known had no rule
    ]


def test_its_ledger_is_taken_over_without_a_word_lost(workspace: Path) -> None:
    """The first run writes down all that lies there; a report edited before it is kept; nothing is told as wrong."""
    ledger, script = workspace / PLACE / "台账", workspace / PLACE / JUNE / "3-汇总" / "文字稿.txt"
    names = [path for folder in ("快照", "原件", "登记") for path in (ledger / folder).rglob("*") if path.is_file()]
    published = json.loads((ledger / "产出.json").read_bytes())
    script.write_text("办公室改过的", encoding="utf-8")
    compiled = run(compile_command, workspace, "--period", JUNE, "--as-of", "2025-06-25")
    assert json.loads(compiled.stdout)["ledger"] == []
    first = json.loads((ledger / "日志" / "000001.json").read_bytes())
    assert first["ledger_files"].keys() >= {path.relative_to(ledger).as_posix() for path in names}
    reports = {f"{period}/3-汇总/{name}" for period, _, name in (key.partition("/") for key in published)}
    assert first["published"].keys() >= {path for path in reports if (workspace / PLACE / path).is_file()}
    assert not (ledger / "产出.json").exists()
    copies = [path.read_text(encoding="utf-8") for path in script.parent.glob("文字稿（手改留存*.txt")]
    assert copies == ["办公室改过的"]
    for command in ("verify", "rebuild"):
        result = run(main, workspace, command)
        assert (result.exit_code, json.loads(result.stdout)["findings"]) == (0, [])
