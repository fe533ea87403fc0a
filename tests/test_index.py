"""The index is derived: made anew from the rest of the ledger, it is equal record for record."""

import contextlib
import json
import sqlite3
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner

from duban.cli import main
from duban.messages.finding import Finding, Place
from duban.model.form_id import FormId
from duban.model.return_ import Return
from duban.model.run_entry import RunCommand, RunEntry
from duban.model.submission import AnswerCell, Record, Submission
from duban.store import index as index_module
from duban.store.index import INDEX_FILE, Index
from duban.store.index_update import update_runs, update_submissions
from duban.store.ledger import KeptOriginal
from duban.store.run_log import read_run_log
from tests.recount.made_plans import SHAPES
from tests.recount.offices import play_office

QUERIES = {
    "runs": "select * from runs order by number",
    "publications": "select * from publications order by run, path",
    "decisions": "select * from decisions order by run, position",
    "submissions": (
        "select original, form, digest, period, kind, unit, name, received_on, run from submissions"
        " order by original, form"
    ),
    "records": (
        "select original, form, row, column, records.kind, value from records"
        " join submissions on submission = id order by original, form, row, column"
    ),
    "findings": (
        "select original, form, position, code, place, facts from findings"
        " join submissions on submission = id order by original, form, position"
    ),
}
"""Every table by the keys that a person would use, so that two databases can be compared."""

Rows = list[tuple[object, ...]]


def tables(index: Path) -> dict[str, Rows]:
    with contextlib.closing(sqlite3.connect(index)) as database:
        return {name: database.execute(query).fetchall() for name, query in QUERIES.items()}


@pytest.mark.parametrize("shape", SHAPES)
def test_the_index_of_an_office_made_up_at_random_is_made_anew_the_same(shape: str, tmp_path: Path) -> None:
    """With gaps, wrong words, doubles, decisions and old files, over two periods."""
    play_office(shape, 7, tmp_path)
    [index] = tmp_path.glob(f"*/台账/{INDEX_FILE}")
    before = tables(index)
    assert {name for name, rows in before.items() if not rows} <= {"decisions"}
    index.unlink()
    with contextlib.chdir(tmp_path):
        result = CliRunner().invoke(main, ["rebuild", "--json"])
    assert result.exit_code == 0
    assert json.loads(result.stdout)["submissions"] == len(before["submissions"])
    assert tables(index) == before


# ---- what stands in it

SEAL = FormId("MJ2022", "2022-06", "JZ", "DDS", "0A1B2C")
NAME = "原件/2022-06/2022-06-20.1-aaaaaaaaaaaaaaaa-督导室.xlsx"


def kept_form(ledger: Path) -> tuple[KeptOriginal, Return]:
    """督导室's return with an answer of each kind, one that cannot be read, and a finding."""
    place = Place("x.xlsx", "进展情况表", "G7")
    answers = {
        "progress": AnswerCell("方案已出台", "方案已出台", place),
        "percent": AnswerCell(Decimal("12.50"), 12.5, place),
        "finished_on": AnswerCell(date(2022, 6, 1), "2022.6.1", place),
        "forecast": AnswerCell(None, "下半年\ud800", place),
        "blank": AnswerCell(None, "", place),
    }
    heading = {"reporter": AnswerCell("张三", "张三", place)}
    submission = Submission(SEAL, "x.xlsx", "a" * 64, heading, {"2": Record("2", answers)})
    finding = Finding("repaired", place, {"now": Decimal("1.5"), "was": "1.50"})
    original = KeptOriginal(ledger / NAME, date(2022, 6, 20), 1, "a" * 16, "督导室.xlsx")
    return original, Return("x.xlsx", "a" * 64, findings=(finding,), submission=submission)


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    """A ledger with two runs, of which the second kept a return."""
    ledger, report = tmp_path / "台账", tmp_path / "2022-06" / "汇总.xlsx"
    for outputs, decided in (({report: b"1"}, ()), ({ledger / NAME: b"x"}, ({"what": "采用"},))):
        entry = RunEntry(number=1, before="", at="", who="", command=RunCommand.COMPILE, version="1", decided=decided)
        for path, data in read_run_log(ledger).new_entry(entry, outputs, ()).items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
    return ledger


def write_index(ledger: Path, *forms: tuple[KeptOriginal, Return]) -> dict[str, Rows]:
    log = read_run_log(ledger)
    with Index(ledger / INDEX_FILE) as index:
        assert update_runs(index, log)
        assert update_submissions(index, log, ("2022-06", "JZ"), forms)
    return tables(ledger / INDEX_FILE)


def test_the_index_says_what_was_answered_found_decided_and_published(ledger: Path) -> None:
    rows = write_index(ledger, kept_form(ledger))
    assert rows["submissions"] == [(NAME, SEAL.code, "a" * 64, "2022-06", "JZ", "DDS", "督导室.xlsx", "2022-06-20", 2)]
    assert [row[2:] for row in rows["records"]] == [
        ("", "reporter", "text", "张三"),
        ("2", "finished_on", "day", "2022-06-01"),
        ("2", "forecast", "unread", "下半年?"),
        ("2", "percent", "number", "12.50"),
        ("2", "progress", "text", "方案已出台"),
    ]
    assert [row[2:] for row in rows["findings"]] == [
        (0, "repaired", "进展情况表!G7", '{"now": {"decimal": "1.5"}, "was": "1.50"}')
    ]
    assert rows["decisions"] == [(2, 0, '{"what": "采用"}')]
    assert [row[:2] for row in rows["publications"]] == [(1, "2022-06/汇总.xlsx")]
    assert [row[0] for row in rows["runs"]] == [1, 2]


def test_writing_it_again_changes_nothing_and_what_is_gone_goes(ledger: Path) -> None:
    """One return that was handed in twice stands there once."""
    once = write_index(ledger, kept_form(ledger))
    assert write_index(ledger, kept_form(ledger), kept_form(ledger)) == once
    gone = write_index(ledger)
    assert (gone["submissions"], gone["records"], gone["findings"]) == ([], [], [])
    assert gone["runs"] == once["runs"]


def test_a_return_that_a_run_took_away_goes(ledger: Path) -> None:
    """As undo does; what was published and decided stays in the runs."""
    before = write_index(ledger, kept_form(ledger))
    entry = RunEntry(number=1, before="", at="", who="", command=RunCommand.UNDO, version="1", undone=2)
    for path, data in read_run_log(ledger).new_entry(entry, {}, [ledger / NAME]).items():
        path.write_bytes(data)
    with Index(ledger / INDEX_FILE) as index:
        assert update_runs(index, read_run_log(ledger))
    after = tables(ledger / INDEX_FILE)
    assert (after["submissions"], after["records"], after["findings"]) == ([], [], [])
    assert after["decisions"] == before["decisions"]


@pytest.mark.parametrize(
    "statement",
    [
        "create trigger t after insert on runs begin select 1; end",
        "create view v as select * from runs",
        "drop table findings",
        "create table more (x)",
        "alter table runs add column more text",
        "delete from migrations where name = 'readings'",
        "insert into migrations values ('of a later version')",
    ],
)
def test_a_database_of_another_make_is_not_used(ledger: Path, statement: str) -> None:
    """Neither what somebody put into it nor what another version made: it is written anew."""
    before = write_index(ledger, kept_form(ledger))
    with contextlib.closing(sqlite3.connect(ledger / INDEX_FILE)) as database, database:
        database.execute(statement)
    with Index(ledger / INDEX_FILE) as index:
        assert index.rows("select * from runs") == []
    assert write_index(ledger, kept_form(ledger)) == before


def test_its_tables_take_no_value_of_another_kind(ledger: Path) -> None:
    write_index(ledger)
    with contextlib.closing(sqlite3.connect(ledger / INDEX_FILE)) as database:
        with pytest.raises(sqlite3.IntegrityError):
            database.execute("insert into publications values ('first', 'x', null)")
        assert database.execute("pragma journal_mode").fetchone() == ("delete",)


def test_the_former_cache_of_pickles_goes_when_the_index_is_made(ledger: Path) -> None:
    former = ledger.parent / "缓存" / "readings.sqlite"
    former.parent.mkdir()
    former.write_bytes(b"pickles")
    write_index(ledger)
    assert not former.parent.exists()


@pytest.mark.parametrize("content", [None, b"", b"mine"])
def test_an_index_that_is_a_link_is_made_anew_in_its_place(tmp_path: Path, content: bytes | None) -> None:
    """What it leads to is none of ours, whether something lies there or not."""
    target, path = tmp_path / "elsewhere", tmp_path / "台账" / INDEX_FILE
    path.parent.mkdir()
    if content is not None:
        target.write_bytes(content)
    try:
        path.symlink_to(target)
    except OSError:
        pytest.skip("no links on this system")
    with Index(path) as index:
        assert index.write([("replace into readings (key, packed) values (?, ?)", [("key", b"packed")])])
    assert not path.is_symlink()
    assert path.is_file()
    assert (target.read_bytes() if target.exists() else None) == content


def test_what_another_command_brought_to_this_version_meanwhile_is_not_brought_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It did so between our look at the index and our lock of it."""
    path = tmp_path / INDEX_FILE
    with Index(path) as index:
        assert index.write([("insert into kept_hashes values ('a', 'b', 'c')", [()])])
    looks = iter([slice(-1), slice(None)])
    look = index_module._applied
    monkeypatch.setattr(index_module, "_applied", lambda database: look(database)[next(looks)])
    with Index(path) as index:
        assert index.rows("select path from kept_hashes") == [("a",)]
