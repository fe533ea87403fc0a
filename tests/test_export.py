"""A ledger given away: the same tables as database and as CSV, with names beside codes, and the same each time."""

import contextlib
import csv
import json
import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner

from duban.cli import main
from duban.store.ledger_tables import LEDGER_TABLES
from duban.workspace.text_files import shipped_messages
from duban.writers.csv_table import csv_bytes
from tests.clerk import PLAN, Clerk, file_hashes, taishan_answers
from tests.recount.offices import play_office

DATABASE = "台账.sqlite"
Rows = list[tuple[object, ...]]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Clerk:
    """June of Taishan, compiled twice."""
    clerk = Clerk(tmp_path_factory.mktemp("desk") / "office")
    clerk.build("2022-06", "2022-06-06")
    clerk.hand_in_all("2022-06", taishan_answers()["2022-06"])
    clerk.compile("2022-06", "2022-06-21")
    clerk.compile("2022-06", "2022-06-22")
    return clerk


def ask(folder: Path, query: str) -> Rows:
    with contextlib.closing(sqlite3.connect(folder / DATABASE)) as database:
        return database.execute(query).fetchall()


def test_codes_stand_beside_the_names_that_they_have_for_people(desk: Clerk) -> None:
    desk.run("duban", "export", "names")
    query = """
        select unit, unit_name, period_name, outcome_name, task, task_name, words, column, label, value
        from records join submissions using (submission, unit, unit_name) where unit = 'JAG' and row = '2@0630' or
        unit = 'JCG' and row in ('', '2@0331') order by unit, row, column
        """
    assert ask(desk.folder / "names", query)[:3] == [
        ("JCG", "基财股", "6月", "采用", "", "", "", "reported_on", "填报日期", "2022-06-17"),
        ("JCG", "基财股", "6月", "采用", "", "", "", "reporter", "填报人", "谭丽娟"),
        (
            *("JCG", "基财股", "6月", "采用", "2", "增加学位供给"),
            "一是3月底前完成台城中心小学教学楼设备配套方案。完成恒大名都小区配套幼儿园项目规划设计。",
            *("state", "节点情况", "已按期完成"),
        ),
    ]


def test_a_lost_index_changes_nothing_that_is_given_away(desk: Clerk) -> None:
    """It is made anew from truth before anything is written."""
    desk.run("duban", "export", "before")
    (desk.folder / "output" / PLAN / "台账" / "索引.sqlite").unlink()
    desk.run("duban", "export", "after")
    assert file_hashes(desk.folder / "before") == file_hashes(desk.folder / "after")


def test_what_another_run_left_out_of_the_index_is_given_away(desk: Clerk) -> None:
    """A compile of July writes July's returns alone into a new index."""
    clerk = desk.copied_to(desk.folder.with_name("july"))
    (clerk.folder / "output" / PLAN / "台账" / "索引.sqlite").unlink()
    clerk.build("2022-07", "2022-07-06")
    clerk.compile("2022-07", "2022-07-21", "--none-returned")
    clerk.run("duban", "export", "all")
    assert ask(clerk.folder / "all", "select count(*) from submissions where period = '2022-06'") == [(9,)]


def test_all_that_the_index_says_of_an_office_made_up_at_random_is_given_away(tmp_path: Path) -> None:
    """With decisions, gaps, doubles and wrong words, over two periods and an amended plan."""
    play_office("monthly", 7, tmp_path)
    with contextlib.chdir(tmp_path):
        CliRunner().invoke(main, ["export", "given"])
    [index] = tmp_path.glob("*/台账/索引.sqlite")
    with contextlib.closing(sqlite3.connect(index)) as database:
        decisions = [json.loads(text) for (text,) in database.execute("select decision from decisions")]
        counts = {name: database.execute(f"select count(*) from {name}").fetchone() for name in ("records", "findings")}
    assert {name: ask(tmp_path / "given", f"select count(*) from {name}")[0] for name in counts} == counts
    exported = ask(tmp_path / "given", "select key, value from decisions order by key, value")
    assert exported == sorted((key, value) for decision in decisions for key, value in decision.items())


def test_every_csv_file_holds_its_table(desk: Clerk) -> None:
    desk.run("duban", "export", "both")
    messages = shipped_messages()
    for table in LEDGER_TABLES:
        text = (desk.folder / "both" / f"{messages.text(f'table-{table.name}')}.csv").read_text(encoding="utf-8-sig")
        head, *rows = csv.reader(text.splitlines(keepends=True))
        columns = list(table.columns)
        assert head == [messages.text(f"column-{name}") for name in columns]
        stored = ask(desk.folder / "both", f"select {', '.join(columns)} from {table.name}")
        assert sorted(rows) == sorted(["" if value is None else str(value) for value in row] for row in stored)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+86 750", "'+86 750"),
        ("-", "'-"),
        ("@SUM(A1)", "'@SUM(A1)"),
        (" =1", "' =1"),  # some programs pass over the blank
        ("＝1+1", "'＝1+1"),  # and some read full-width signs
        ("\t=1", "'\t=1"),
        ("-12.5", "-12.5"),  # a number runs nothing
        ("甲=乙", "甲=乙"),
        (None, ""),
        (7, "7"),
    ],
)
def test_nothing_in_a_csv_file_runs(value: str | int | None, written: str) -> None:
    assert csv_bytes([[value, ""]]) == f"\ufeff{written},\r\n".encode()


def test_a_text_of_several_lines_stays_one_cell() -> None:
    assert csv_bytes([["一，\n二", '说"三"']]).decode("utf-8-sig") == '"一，\n二","说""三"""\r\n'


@pytest.mark.parametrize("taken", ["x/old.txt", "x"])
def test_what_lies_there_is_never_replaced(desk: Clerk, taken: str) -> None:
    clerk = desk.copied_to(desk.folder.with_name(f"taken{len(taken)}"))
    path = clerk.folder / taken
    path.parent.mkdir(exist_ok=True)
    path.write_text("hers", encoding="utf-8")
    before = file_hashes(clerk.folder)
    assert clerk.run("duban", "export", "x").exit == 2
    assert file_hashes(clerk.folder) == before
