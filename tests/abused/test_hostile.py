"""Files that mean harm lie among good returns: the run ends in bounded time and memory, and each of them is named."""

import json
import resource
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.abused.county import COMPILED, KEPT, PERIOD, PLAN, issuing, settle_in
from tests.abused.hands import said
from tests.abused.hostile import hostile
from tests.clerk import ROOT

GOOD_UNITS = ("气象局", "白水乡", "黑石乡")
SECONDS = 900
MEMORY = 2 << 30
"""Of all processes together at their largest, each for itself."""


@dataclass(frozen=True)
class Ended:
    """How the one run went. most: bytes of its largest process."""

    exit: int
    most: int
    errors: str
    files: Mapping[str, list[dict[str, Any]]]
    folder: Path


@pytest.fixture(scope="module")
def ended(tmp_path_factory: pytest.TempPathFactory) -> Ended:
    """The command as a clerk starts it, on a folder with all of them."""
    desk = settle_in(tmp_path_factory.mktemp("hostile") / "desk").folder
    forms = issuing(desk)
    returns = desk / "output" / PLAN / PERIOD / "2-回收"
    returns.mkdir(parents=True)
    for name, data in hostile((KEPT / "副本教育局(1)最终版.xlsx").read_bytes()).items():
        (returns / name).write_bytes(data)
    for unit in GOOD_UNITS:
        (returns / f"{unit}.xlsx").write_bytes(said(forms(unit), unit, {}))
    command = [sys.executable, str(ROOT / "compile_reports.py"), "--period", PERIOD, "--as-of", COMPILED]
    run = subprocess.run(
        [*command, "--json", "--jobs", "2"],
        cwd=desk,
        capture_output=True,
        timeout=SECONDS,
        check=False,
        encoding="utf-8",
    )
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    files: dict[str, list[dict[str, Any]]] = {}
    for file in json.loads(run.stdout)["files"] if run.stdout else ():
        path = Path(file["path"])
        name = next((part for part in path.parts if (returns / part).is_file()), path.name)
        files.setdefault(name, []).append(file)
    return Ended(run.returncode, most, run.stderr, files, returns)


def test_the_run_ends_by_itself_and_is_no_crash(ended: Ended) -> None:
    assert (ended.exit, "Traceback" in ended.errors) == (1, False), ended.errors


def test_it_takes_no_more_memory_than_an_office_has(ended: Ended) -> None:
    assert ended.most < MEMORY


def test_every_file_is_named(ended: Ended) -> None:
    assert sorted(ended.files) == sorted(path.name for path in ended.folder.iterdir())


def test_every_file_that_is_not_taken_says_why(ended: Ended) -> None:
    """With an end, a sentence and what to do."""
    silent = [
        name
        for name, pieces in ended.files.items()
        if any(not piece["end"] or (piece["end"] != "accepted" and not piece["findings"]) for piece in pieces)
    ]
    assert silent == []


DIFFER = (
    "途中改动.xlsx",
    "字符串索引不是数.xlsx",
    "数在碎片里.xlsx",
    "部件重复.xlsx",
    "外部关系.xlsx",
    "大小不实.xlsx",
)


@pytest.mark.parametrize("name", DIFFER)
def test_where_programs_would_read_different_things_nothing_is_read(ended: Ended, name: str) -> None:
    assert [(piece["end"], piece["unit"]) for piece in ended.files[name]] == [("rejected", "")]


@pytest.mark.parametrize("unit", GOOD_UNITS)
def test_good_returns_among_them_are_accepted(ended: Ended, unit: str) -> None:
    assert [piece["end"] for piece in ended.files[f"{unit}.xlsx"]] == ["accepted"]


def test_nothing_is_unpacked_beside_the_folder(ended: Ended) -> None:
    """Names in a package lead nowhere."""
    assert [path for path in ended.folder.parents[4].rglob("*逃逸*") if path.parent != ended.folder] == []
    assert not Path("/tmp/evil.xml").exists()


def test_no_file_of_this_machine_is_shown(ended: Ended) -> None:
    """What an external entity or relation points at."""
    secret = Path("/etc/passwd").read_text(encoding="utf-8").splitlines()[0] if Path("/etc/passwd").exists() else "-"
    assert secret not in json.dumps(ended.files, ensure_ascii=False)
