"""Same inputs, same bytes: on another day, in another part of the world, with another order of sets.

A month is played twice by the commands, each time in a process of its own, from the same returned files.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.clerk import ROOT, Clerk, file_hashes, taishan_answers

JUNE, ISSUED, DAY = "2022-06", "2022-06-03", "2022-06-21"
COMMANDS = (
    ("edition", "系统内印发"),
    ("notice", "全部", "--checked", "全部"),
    ("page",),
    ("close", "--unsettled", "--no-pages", "--zip"),
)
KINDS = {".xlsx", ".txt", ".ics", ".docx", ".html", ".zip", ".json"}
WORLDS = ({"TZ": "Asia/Shanghai", "PYTHONHASHSEED": "1"}, {"TZ": "America/Los_Angeles", "PYTHONHASHSEED": "4711"})


def play(folder: Path, returned: Path) -> None:
    """Issue, take in, compile, and make all that is made on request."""
    clerk = Clerk(folder)
    clerk.build(JUNE, ISSUED, "--zip")
    shutil.copytree(returned, clerk.returns_folder(JUNE), dirs_exist_ok=True)
    clerk.compile(JUNE, DAY)
    for command in COMMANDS:
        assert clerk.run("duban", *command).exit in {0, 1}, command


@pytest.fixture(scope="module")
def months(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, str]]:
    """The hashes of all that was written, in each of the two worlds."""
    desk = tmp_path_factory.mktemp("worlds")
    first = Clerk(desk / "first")
    first.build(JUNE, ISSUED)
    first.hand_in_all(JUNE, taishan_answers()[JUNE])
    hashes = []
    for number, world in enumerate(WORLDS):
        folder = desk / str(number) / "office"
        code = "import sys, pathlib; from tests.test_same_bytes import play; play(*map(pathlib.Path, sys.argv[1:]))"
        environment = {**os.environ, **world, "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-c", code, str(folder), str(first.returns_folder(JUNE))]
        subprocess.run(command, check=True, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL)
        hashes.append(archived_hashes(folder / "output") | file_hashes(folder / "output"))
    return hashes


def archived_hashes(output: Path) -> dict[str, str]:
    """The parts of the archive in place of itself, but those that say when each run began, and the list of all."""
    [archive] = output.rglob("*归档.zip")
    with zipfile.ZipFile(archive) as package:
        parts = {entry.filename: package.read(entry) for entry in package.infolist()}
    timeless = {name: data for name, data in parts.items() if "/日志/" not in name and not name.endswith("SHA256SUMS")}
    archive.unlink()
    return {f"{archive.name}/{name}": hashlib.sha256(data).hexdigest() for name, data in timeless.items()}


def test_all_that_is_written_has_the_same_bytes_wherever_and_whenever(months: list[dict[str, str]]) -> None:
    first, second = months
    differing = [name for name in sorted(first.keys() | second.keys()) if first.get(name) != second.get(name)]
    assert differing == []


def test_there_is_one_of_each_kind_of_file(months: list[dict[str, str]]) -> None:
    """The test above looks at something."""
    assert {Path(name).suffix for name in months[0]} >= KINDS
