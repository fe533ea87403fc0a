"""日志: one entry a run, each holding the hash of the one before, so that none can be changed or left out unnoticed."""

import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from duban.cli import COMMANDS
from duban.model.run_entry import RunCommand, RunEntry
from duban.store.run_log import RunLog, read_run_log
from duban.value_object import replace

RUN = RunEntry(
    number=1,
    before="",
    at="2022-06-20T09:00:00+08:00",
    who="王五@办公室",
    command=RunCommand.COMPILE,
    version="1",
    period="2022-06",
)


def sha(data: bytes) -> str:
    return sha256(data).hexdigest()


def add_entry(ledger: Path, outputs: dict[Path, bytes], *obsolete: Path) -> RunLog:
    """One more run, written down with all its outputs."""
    for path, data in (outputs | read_run_log(ledger).new_entry(RUN, outputs, obsolete)).items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return read_run_log(ledger)


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    """Three runs: two snapshots and an original, a report that was written twice, a copy that was taken away."""
    ledger, reports = tmp_path / "台账", tmp_path / "2022-06" / "3-汇总"
    add_entry(ledger, {ledger / "快照/a.json": b"a", reports / "汇总.xlsx": b"1"})
    add_entry(ledger, {ledger / "原件/2022-06/甲.xlsx": b"b", reports / "汇总.xlsx": b"2", reports / "退回.xlsx": b"3"})
    add_entry(ledger, {ledger / "快照/c.json": b"c"}, reports / "退回.xlsx")
    return ledger


def entry(ledger: Path, number: int) -> Path:
    return ledger / "日志" / f"{number:06}.json"


def test_an_entry_says_what_was_kept_and_what_was_published(ledger: Path) -> None:
    log = read_run_log(ledger)
    assert log.findings == ()
    assert [run.number for run in log.entries] == [1, 2, 3]
    assert log.ledger_files == {"快照/a.json": sha(b"a"), "原件/2022-06/甲.xlsx": sha(b"b"), "快照/c.json": sha(b"c")}
    assert log.published == {"2022-06/3-汇总/汇总.xlsx": sha(b"2")}
    assert log.entries[2].published == {"2022-06/3-汇总/退回.xlsx": None}
    assert [run.before for run in log.entries] == ["", *(sha(entry(ledger, n).read_bytes()) for n in (1, 2))]


def test_what_writes_into_a_ledger_is_called_in_its_log_as_on_the_command_line() -> None:
    assert {*RunCommand} <= COMMANDS.keys()


def test_an_entry_of_a_command_that_only_a_later_version_has_is_sound() -> None:
    later = replace(RUN, command="archive")
    assert RunEntry.parse(later.to_json().encode()) == later


def test_an_entry_is_canonical_json(ledger: Path) -> None:
    text = entry(ledger, 1).read_text(encoding="utf-8")
    assert text == json.dumps(json.loads(text), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def overwrite(path: Path) -> None:
    path.write_text(path.read_text(encoding="utf-8").replace("王五", "赵六"), encoding="utf-8", newline="\n")


def replace_by_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize(
    ("damage", "code"),
    [
        (overwrite, "log-altered"),
        (Path.unlink, "log-missing"),
        (replace_by_folder, "log-altered"),
        (lambda path: path.write_bytes(path.read_bytes()[:-20]), "log-altered"),
        (lambda path: path.write_bytes(b""), "log-altered"),
        (lambda path: path.write_bytes(b"[]"), "log-altered"),
        (lambda path: path.write_bytes(b"[" * 100_000), "log-altered"),
        (lambda path: path.write_bytes(b"\xff\xfe"), "log-altered"),
        (lambda path: path.write_bytes(path.with_name("000001.json").read_bytes()), "log-altered"),
    ],
)
def test_what_does_not_hold_is_told_once(ledger: Path, damage: Callable[[Path], object], code: str) -> None:
    damage(entry(ledger, 2))
    log = read_run_log(ledger)
    assert [(finding.code, Path(finding.place.file).name) for finding in log.findings] == [(code, "000002.json")]
    assert log.last_number == 3
    assert log.ledger_files["快照/c.json"] == sha(b"c")


def test_the_next_entry_never_takes_the_place_of_one(ledger: Path) -> None:
    """Whatever became of the newest: its number is not given again."""
    entry(ledger, 3).write_bytes(b"{")
    assert add_entry(ledger, {}).last_number == 4
    assert entry(ledger, 3).read_bytes() == b"{"


def test_one_planted_number_is_one_gap(ledger: Path) -> None:
    entry(ledger, 999_998).write_bytes(entry(ledger, 3).read_bytes())
    log = read_run_log(ledger)
    assert {finding.code: dict(finding.facts) for finding in log.findings} == {
        "log-missing": {"first": 4, "last": 999_997},
        "log-altered": {"number": 999_998},
    }
    assert add_entry(ledger, {}).last_number == 999_999
    assert add_entry(ledger, {}).last_number == 1_000_000


def test_the_first_entry_takes_over_what_lies_there(tmp_path: Path) -> None:
    """A ledger of before there was a 日志: its files by hash, and what 产出.json said was written last."""
    ledger, report = tmp_path / "台账", tmp_path / "2022-06" / "3-汇总" / "汇总.xlsx"
    for path, data in {
        ledger / "快照" / "a.json": b"a",
        ledger / "原件" / "2022-06" / "甲.xlsx": b"b",
        ledger / "登记" / "2022-06" / "c.xlsx": b"c",
        ledger / "原件" / "2022-06" / ".~1.tmp": b"half",
        ledger / "产出.json": json.dumps({"2022-06/汇总.xlsx": sha(b"1"), "2022-06/gone.xlsx": sha(b"2")}).encode(),
        report: b"1",
    }.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    assert read_run_log(ledger).is_as_published(report, b"1")
    first = add_entry(ledger, {ledger / "快照" / "d.json": b"d"}).entries[0]
    assert first.ledger_files == {
        "快照/a.json": sha(b"a"),
        "原件/2022-06/甲.xlsx": sha(b"b"),
        "登记/2022-06/c.xlsx": sha(b"c"),
        "快照/d.json": sha(b"d"),
    }
    assert first.published == {"2022-06/3-汇总/汇总.xlsx": sha(b"1")}


@pytest.mark.parametrize("data", [b"", b"[]", b"{", b'{"2022-06/a": 1}', b"[" * 100_000, b"\xff"])
def test_a_damaged_record_of_what_was_published_says_nothing(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "台账").mkdir()
    (tmp_path / "台账" / "产出.json").write_bytes(data)
    assert read_run_log(tmp_path / "台账").published == {}


def test_a_record_of_what_was_published_names_nothing_outside(tmp_path: Path) -> None:
    """Otherwise the first entry would hold a path that no entry may hold, and could never be read again."""
    ledger = tmp_path / "desk" / "台账"
    ledger.mkdir(parents=True)
    (tmp_path / "a.xlsx").write_bytes(b"1")
    (ledger / "产出.json").write_text(json.dumps({"../../a.xlsx": sha(b"1")}), encoding="utf-8")
    assert (ledger.parent / "../a.xlsx").is_file()
    assert read_run_log(ledger).published == {}
    assert add_entry(ledger, {ledger / "快照" / "d.json": b"d"}).findings == ()
