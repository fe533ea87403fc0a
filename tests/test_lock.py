"""One writer at a time over a plan, and a lock that the dead cannot keep."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from duban.messages.catalogue import Messages
from duban.messages.finding import InputError
from duban.model.run_by import RunBy
from duban.store import lock
from duban.store.lock import ledger_lock
from duban.workspace.text_files import shipped_messages

ROOT = Path(__file__).parents[1]
HOLDER = """
import sys, time
from datetime import datetime
from pathlib import Path
from duban.model.run_by import RunBy
from duban.store.lock import ledger_lock
with ledger_lock(Path(sys.argv[1]), RunBy("李四@办公室", datetime.fromisoformat("2022-07-04T09:30:00+08:00"))):
    print("held", flush=True)
    time.sleep(600)
"""
NOON = datetime(2022, 7, 4, 12, tzinfo=timezone(timedelta(hours=8)))


@pytest.fixture(autouse=True)
def _short_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lock, "_WAIT_SECONDS", 0.1)


@contextmanager
def held(ledger: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process holds the lock."""
    command = [sys.executable, "-c", HOLDER, str(ledger)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            assert process.stdout.readline() == "held\n"
            yield process
        finally:
            process.kill()


def refusal(ledger: Path) -> str:
    """What the second one is told."""
    with pytest.raises(InputError) as caught, ledger_lock(ledger, RunBy("张三", NOON)):
        pass
    messages: Messages = shipped_messages()
    (finding,) = caught.value.findings
    assert finding.code == "plan-in-use"
    return messages.message(finding).text


def test_the_second_one_is_told_who_holds_it_and_since_when(tmp_path: Path) -> None:
    with held(tmp_path):
        assert refusal(tmp_path) == "李四@办公室 自2022-07-04 09:30起正在处理这个计划"


def test_a_lock_ends_with_its_process(tmp_path: Path) -> None:
    """However that ended; what it said of itself lies there still, and nobody is told of it."""
    with held(tmp_path) as process:
        process.kill()
        process.wait()
    assert (tmp_path / "运行中.json").exists()
    with ledger_lock(tmp_path, RunBy("张三", NOON)):
        assert "张三" in (tmp_path / "运行中.json").read_text(encoding="utf-8")
    assert sorted(path.name for path in tmp_path.iterdir()) in (["运行.lock"], [])


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"who": 1}', "[" * 9999])
def test_a_damaged_note_of_who_holds_it_hides_no_refusal(tmp_path: Path, text: str) -> None:
    with held(tmp_path):
        (tmp_path / "运行中.json").write_text(text, encoding="utf-8")
        assert refusal(tmp_path) == "有人正在处理这个计划"


def test_a_run_that_wrote_nothing_leaves_no_lock(tmp_path: Path) -> None:
    with ledger_lock(tmp_path / "output" / "台账", RunBy()):
        assert (tmp_path / "output" / "台账").is_dir()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(InputError) as caught, ledger_lock(tmp_path / "file" / "台账", RunBy()):
        pass
    assert [finding.code for finding in caught.value.findings] == ["cannot-write"]
