"""What was read before is not read again, and what lies on the disk is never believed."""

import pickle
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from duban.messages.finding import Finding, Place
from duban.model.form_id import FormId
from duban.model.return_ import Return
from duban.model.submission import AnswerCell, ExtraContent, Record, Submission
from duban.store import index, readings
from duban.store.program import reader_hash
from duban.store.reading_codec import decode_reading, encode_reading
from duban.store.readings import ReadCache
from duban.text.hashes import combined_hash
from duban.value_object import replace

ROOT = Path(__file__).parents[1]
SEAL = FormId("MJ2022", "2022-06", "JZ", "DDS", "0A1B2C")


def value(raw: object, answer: str | date | Decimal | None = None, cell: str = "F7") -> AnswerCell:
    return AnswerCell(answer, raw, Place("回.xlsx", "进展情况表", cell), "done")


def reading(words: str = "方案已出台") -> Return:
    """A reading with an answer of every kind that a cell may hold."""
    raws = ("", words, 80.0, 7, True, date(2022, 6, 20), datetime(2022, 6, 20, 9, 30), time(9, 30), timedelta(hours=1))  # noqa: DTZ001 - a cell knows no zone
    values = {f"c{index}": value(raw, cell=f"F{index}") for index, raw in enumerate(raws)}
    values |= {"d": value("2022.6.20", date(2022, 6, 20)), "n": value("1.50", Decimal("1.50"))}
    roles = {"state": "c1"}
    records = {key: Record(key, values, "2022-06", date(2022, 6, 18), column_by_role=roles) for key in ("2", "2@0630")}
    submission = Submission(
        SEAL,
        "回.xlsx",
        "0" * 64,
        {"reporter": value("张三", "张三")},
        records,
        frozenset({"3"}),
        (ExtraContent(Place("回.xlsx", "节点确认", "M7"), "另写的话", "2", "备注"),),
        {"reporter": "reporter"},
    )
    finding = Finding("repaired", Place("回.xlsx", "节点确认", "G7"), {"was": "1.50", "now": Decimal("1.5")}, "2", "n")
    return Return("回.xlsx", "0" * 64, findings=(finding,), submission=submission)


def kept(path: Path, key: str = "k", about: str = "c") -> Return | None:
    with ReadCache(path, about) as known:
        return known.get(key)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A database with one reading in it, in a folder that was not there before."""
    path = tmp_path / "台账" / "索引.sqlite"
    with ReadCache(path, "c") as known:
        assert known.get("k") is None
        known.put("k", reading())
    return path


def test_a_reading_comes_back_as_it_was(path: Path) -> None:
    assert kept(path) == reading()


def test_a_submission_travels_whole() -> None:
    """It is taken apart by hand on its way: who adds a field here adds it to `Submission.__reduce__` too."""
    assert pickle.loads(pickle.dumps(reading())) == reading()
    assert decode_reading(encode_reading(reading())) == reading()
    names = ["key", "values", "period", "received_on", "reported_on", "column_by_role"]
    names += ["unverified", "disputed", "request_source"]  # set by the parent: they never travel
    assert list(Record.__match_args__) == names
    names = ["form_id", "file", "digest", "heading", "records", "damaged_rows", "extra_content"]
    names += ["heading_column_by_role"]
    assert list(Submission.__match_args__) == names


@pytest.mark.parametrize("changed", ["context", "digest", "label", "decided"])
def test_a_reading_is_known_by_all_that_it_depends_on(tmp_path: Path, changed: str) -> None:
    """Another program, snapshot or decision; another content; another name to tell of."""
    given = {"context": "c", "digest": "0" * 64, "label": "回.xlsx", "decided": ""}
    other = given | {changed: "x"}

    def key(about: dict[str, str]) -> str:
        with ReadCache(tmp_path / "r.sqlite", about["context"]) as known:
            return known.key(about["digest"], about["label"], about["decided"])

    assert key(given) == key(dict(given))
    assert key(given) != key(other)


def test_texts_do_not_run_together_in_a_hash() -> None:
    assert combined_hash(("ab", "c")) != combined_hash(("a", "bc"))


def test_the_program_is_known_by_its_code() -> None:
    """The same in another process; and every file of the package counts."""
    command = [sys.executable, "-c", "from duban.store.program import reader_hash; print(reader_hash())"]
    assert subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip() == reader_hash()


def overwrite(path: Path, packed: bytes, key: str = "k") -> None:
    """Put bytes where a reading was, with a check part that holds."""
    database = sqlite3.connect(path)
    with database:
        database.execute("update readings set packed = ?", (readings._checksum(key, packed) + packed,))
    database.close()


@pytest.mark.parametrize(
    "packed",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"null",
        b"[]",
        b'"no reading at all"',
        b'{"form":["MJ2022","2022-06","JZ","DDS","0A1B2C"]}',  # a class of ours, and no reading
        encode_reading(reading())[:-9],
        b"[" * 100_000,
        b"9" * 100_000,
        b'{"eval":["1"]}',
        b'{"return":[]}',
        b'{"date":"2022-06-20","decimal":"1"}',
        b'{"decimal":"x"}',
        b'{"bytes":"&"}',
        b'{"map":[1]}',
        b'{"set":[[]]}',
        b'{"timedelta":[1e999]}',
        b'{"date":{"map":[]}}',
        pickle.dumps(SEAL),
    ],
)
def test_what_is_no_reading_is_a_miss(path: Path, packed: bytes) -> None:
    """Damaged, cut, nested without end, or with a tag that names no class: nothing of it is built."""
    overwrite(path, packed)
    assert kept(path) is None


def test_what_has_no_tag_is_not_stored() -> None:
    with pytest.raises(TypeError):
        encode_reading(replace(reading(), findings=(Finding("x", Place("x"), {"path": Path("x")}),)))


@pytest.mark.parametrize("facts", [
    {}, {"a": ()},
    {"a": (1, [2], (3,))}, {"a": {1: {"b": None}}}, {"a": frozenset({"x"}), "b": {2}}, {"a": 1.0, "b": 1},
    {"a": True}, {"a": "\ud800"}, {"a": b"\x00\xff"}, {"a": {"date": "2022-06-20"}},
])  # fmt: skip
def test_facts_come_back_with_their_kinds(facts: dict[str, object]) -> None:
    """A list stays a list, a pair a pair, one a whole number; and words that look like a tag are words."""
    before = replace(reading(), findings=(Finding("x", Place("x"), facts),))
    assert repr(decode_reading(encode_reading(before)).findings) == repr(before.findings)


def test_nothing_that_lies_on_disk_is_ever_unpickled() -> None:
    """Readings travel between processes as pickles, and are stored as JSON."""
    modules = [path for path in (ROOT / "duban").rglob("*.py") if path.parent.name != "workers"]
    importing = [path.name for path in modules if re.search(r"import (pickle|marshal|shelve)", path.read_text("utf-8"))]
    assert importing == []


def test_a_reading_with_one_bit_changed_is_a_miss(path: Path) -> None:
    """It could be read, and would say something else."""
    database = sqlite3.connect(path)
    with database:
        [(packed,)] = database.execute("select packed from readings").fetchall()
        changed = packed.replace("方案".encode(), "方桌".encode())
        assert changed != packed
        database.execute("update readings set packed = ?", (changed,))
    database.close()
    assert kept(path) is None


def test_a_reading_under_the_key_of_another_is_a_miss(path: Path) -> None:
    database = sqlite3.connect(path)
    with database:
        database.execute("update readings set key = 'other'")
    database.close()
    assert kept(path, "other") is None


@pytest.mark.parametrize(
    "damage",
    [
        lambda _: b"no database at all, but long enough to be looked at" * 99,
        lambda data: data[: len(data) // 2],
        lambda data: data[:100] + bytes(len(data) - 100),
        lambda data: data[:4096] + b"\xff" * (len(data) - 4096),
        lambda _: b"",
    ],
)
def test_a_damaged_database_is_made_anew(path: Path, damage: Callable[[bytes], bytes]) -> None:
    path.write_bytes(damage(path.read_bytes()))
    with ReadCache(path, "c") as known:
        assert known.get("k") is None
        known.put("k", reading())
    with ReadCache(path, "c") as known:  # where damage showed only then, the run after that is the first to know
        if known.get("k") is None:
            known.put("k", reading())
    assert kept(path) == reading()


def test_where_no_database_can_be_there_is_none(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_bytes(b"")
    for path in (tmp_path / "folder", tmp_path / "file" / "readings.sqlite"):
        with ReadCache(path, "c") as known:
            known.put("k", reading())
            assert known.get("k") == reading()
        assert kept(path) is None


def test_while_another_command_writes_there_is_none(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "_LOCK_SECONDS", 0.05)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("begin exclusive")
    with ReadCache(path, "c") as known:
        assert known.get("k") is None
        known.put("l", reading())
    other.execute("commit")
    other.close()
    assert (kept(path), kept(path, "l")) == (reading(), None)


def test_two_commands_at_once_keep_what_both_read(path: Path) -> None:
    with ReadCache(path, "c") as one, ReadCache(path, "c") as other:
        one.put("1", reading("一"))
        other.put("2", reading("二"))
    assert (kept(path), kept(path, "1"), kept(path, "2")) == (reading(), reading("一"), reading("二"))


def test_the_oldest_go_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readings, "MAX_READINGS", 3)
    path = tmp_path / "r.sqlite"
    for number in range(5):
        with ReadCache(path, "c") as known:
            known.put(str(number), replace(reading(), digest=str(number)))
    assert [kept(path, str(number)) is not None for number in range(5)] == [False, False, True, True, True]


def test_a_run_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    with suppress(ZeroDivisionError), ReadCache(tmp_path / "r.sqlite", "c") as known:
        known.put("k", reading())
        known.put("l", reading(str(1 // 0)))
    assert not (tmp_path / "r.sqlite").exists()
