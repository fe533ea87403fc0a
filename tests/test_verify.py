"""`duban verify`: what is contradicted is not believed, what no run kept does not count, and a loss can be settled."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from duban.text.hashes import sha256_hex, short_hash
from tests.clerk import PLAN, Clerk, file_hashes, taishan_answers
from tests.test_ledger_losses import (
    DAY,
    JUNE,
    UNITS,
    altered,
    as_folder,
    compiled_desk,
    entry,
    ledger,
    original,
    snapshot,
    told,
    without_inbox,
)

EARLIER, LOST_UNIT, UNREAD_UNIT = "2022-06-07", "人事股", "基安股"


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Clerk:
    """Nobody may write into it."""
    return compiled_desk(tmp_path_factory.mktemp("compiled") / "desk")


@pytest.fixture
def clerk(compiled: Clerk, tmp_path: Path) -> Clerk:
    return compiled.copied_to(tmp_path / "desk")


def verified(clerk: Clerk, *arguments: object) -> dict[str, Any]:
    return clerk.run("duban", "verify", "--json", *arguments).json


def codes(findings: list[dict[str, str]]) -> list[str]:
    return [finding["code"] for finding in findings]


def listed_problems(clerk: Clerk, name: str) -> list[str]:
    """What the working papers say of a file, from 问题清单."""
    sheet = load_workbook(clerk.papers(JUNE))["问题清单"]
    return [str(line[6]) for line in sheet.iter_rows(values_only=True) if name in str(line[0])]


# ---- what is believed


def forge_day(path: Path) -> None:
    """An entry says that its returns came two weeks before."""
    text = path.read_text(encoding="utf-8").replace(f"/{DAY}.1-", f"/{EARLIER}.1-")
    path.write_text(text, encoding="utf-8", newline="\n")


@pytest.mark.parametrize("command", ["verify", "compile"])
@pytest.mark.parametrize(
    ("later_days", "lost"),
    [
        ((), 0),  # the newest entry: only what lies there contradicts it
        (("2022-06-22",), 0),
        (("2022-06-22",), 1),
        (("2022-06-22",), 3),
        (("2022-06-22", "2022-06-23"), 3),
    ],
)
def test_nothing_is_written_where_only_a_contradicted_entry_says_so(
    clerk: Clerk, later_days: tuple[str, ...], lost: int, command: str
) -> None:
    """The index is gone; the same bytes lie in 2-回收."""
    for day in later_days:
        clerk.compile(JUNE, day, "--quiet")
    (ledger(clerk) / "索引.sqlite").unlink()
    forge_day(entry(clerk, 2))
    for path in sorted((ledger(clerk) / "原件" / JUNE).iterdir())[:lost]:
        path.unlink()
    if command == "compile":
        clerk.compile(JUNE, "2022-06-24", "--quiet")
    else:
        assert "kept-restored" not in codes(verified(clerk)["findings"])
    assert not list((ledger(clerk) / "原件" / JUNE).glob(f"{EARLIER}*"))


def test_the_newest_entry_is_not_believed_against_its_copy(clerk: Clerk) -> None:
    """The index has another one, and nobody can say which of the two is right."""
    forge_day(entry(clerk, 2))
    shutil.rmtree(ledger(clerk) / "原件")
    assert set(codes(verified(clerk)["findings"])) == {"log-altered", "kept-missing"}
    clerk.compile(JUNE, DAY, "--quiet")
    assert {path.name[: len(DAY)] for path in (ledger(clerk) / "原件" / JUNE).iterdir()} == {DAY}


def test_what_an_entry_behind_a_broken_one_keeps_is_written_again(clerk: Clerk) -> None:
    """Entry 1 is altered, 2 contradicts it, and all from 3 on hold."""
    clerk.compile(JUNE, "2022-06-22", "--quiet")
    clerk.hand_in(JUNE, UNREAD_UNIT, taishan_answers()[JUNE][UNREAD_UNIT])
    clerk.compile(JUNE, "2022-06-23", "--quiet")
    (ledger(clerk) / "索引.sqlite").unlink()
    altered(entry(clerk, 1))
    for unit in (LOST_UNIT, UNREAD_UNIT):
        original(clerk, unit).unlink()
    assert [(code, name) for code, name in told(clerk) if "人事" in name or "基安" in name] == [
        ("kept-missing", next(name for _, name in told(clerk) if "人事" in name)),
        ("kept-restored", original(clerk, UNREAD_UNIT).name),
    ]


# ---- snapshots


@pytest.mark.parametrize("damage", [altered, Path.unlink])
def test_a_lost_snapshot_is_told_by_a_compile_and_written_again_by_a_build(
    clerk: Clerk, damage: Callable[[Path], object]
) -> None:
    """The plan did not change, so it comes out the same."""
    path = snapshot(clerk)
    before = path.read_bytes()
    damage(path)
    code = "kept-missing" if damage is Path.unlink else "kept-altered"
    assert codes(clerk.compile(JUNE, DAY).json["ledger"]) == [code]
    built = clerk.build(JUNE, DAY, "--json")
    assert (codes(built.json["ledger"]), built.exit) == (["kept-restored"], 0)
    assert path.read_bytes() == before
    assert told(clerk) == []


def test_no_snapshot_is_written_that_no_form_is_issued_from(clerk: Clerk) -> None:
    """What changed in the plan stands in no form: all forms stand, and so does what they were issued from."""
    before = snapshot(clerk).name
    text = (clerk.folder / "plans" / "holidays.yaml").read_text(encoding="utf-8")
    (clerk.folder / "plans" / "holidays.yaml").write_text(f"# 2022\n{text}", encoding="utf-8", newline="\n")
    clerk.build(JUNE, DAY, "--quiet")
    assert [path.name for path in (ledger(clerk) / "快照").iterdir()] == [before]


# ---- what no run kept


def plant(clerk: Clerk, unit: str = UNREAD_UNIT) -> Path:
    """A return that no run read lies among the originals, under a name that is right in all its parts."""
    planted = clerk.hand_in(JUNE, unit, taishan_answers()[JUNE][unit], "多的.xlsx")
    short_hash = sha256_hex(planted.read_bytes())[:16]
    return planted.rename(ledger(clerk) / "原件" / JUNE / f"2022-06-18.1-{short_hash}-多的.xlsx")


@pytest.mark.parametrize("is_rehearsal", [False, True])
def test_an_original_that_no_run_kept_is_told_by_every_run_and_never_counts(
    clerk: Clerk, tmp_path: Path, *, is_rehearsal: bool
) -> None:
    planted = plant(clerk)
    where = ["--out", tmp_path / "rehearsal"] if is_rehearsal else []
    for _ in range(2):
        compiled = clerk.compile(JUNE, DAY, *where)
        assert [finding["place"] for finding in compiled.json["ledger"]] == [
            planted.relative_to(clerk.folder).as_posix()
        ]
        assert (compiled.exit, compiled.json["totals"]["filed"]) == (1, len(UNITS))
    assert told(clerk) == [("kept-added", planted.name)]


def test_the_report_lists_an_original_that_no_run_kept(clerk: Clerk) -> None:
    plant(clerk)
    clerk.compile(JUNE, DAY)
    assert ["没有采用" in problem for problem in listed_problems(clerk, "多的")] == [True]


def test_nothing_of_an_original_that_no_run_kept_is_recalled_in_a_form(clerk: Clerk) -> None:
    """The form of July is the same as without it."""
    clerk.build("2022-07", "2022-07-04", "--quiet")
    form = clerk.form_path("2022-07", UNREAD_UNIT)
    before = form.read_bytes()
    form.unlink()
    plant(clerk)
    built = clerk.build("2022-07", "2022-07-04", "--json")
    assert (codes(built.json["ledger"]), built.exit, form.read_bytes()) == (["kept-added"], 1, before)


def test_an_original_that_is_taken_in_counts_as_of_the_day_in_its_name(clerk: Clerk) -> None:
    """It is from another computer, or its entry is lost: she says so once."""
    planted = plant(clerk)
    taken_in = verified(clerk, "--take-in", planted.parent)
    assert (taken_in["taken_in"], taken_in["findings"]) == (1, [])
    compiled = clerk.compile(JUNE, DAY).json
    assert (compiled["ledger"], compiled["totals"]["filed"]) == ([], len(UNITS) + 1)
    assert told(clerk) == []


def test_an_original_that_no_run_kept_counts_as_new_when_it_is_handed_in(clerk: Clerk) -> None:
    planted = plant(clerk)
    shutil.copy(planted, clerk.returns_folder(JUNE))
    compiled = clerk.compile(JUNE, DAY).json
    assert (codes(compiled["ledger"]), compiled["totals"]["filed"]) == (["kept-added"], len(UNITS) + 1)
    planted.unlink()
    assert told(clerk) == []


def test_what_no_run_kept_is_not_listed_with_a_new_key(clerk: Clerk) -> None:
    planted = plant(clerk)
    (ledger(clerk) / "表号密钥.json").unlink()
    assert clerk.run("duban", "renew-key").exit == 0
    listed = json.loads((ledger(clerk) / "表号密钥.json").read_bytes())["originals"]
    assert len(listed) == len(UNITS)
    assert sha256_hex(planted.read_bytes())[:16] not in listed


def test_of_one_return_that_was_kept_on_two_days_the_first_counts(clerk: Clerk) -> None:
    """Two ledgers were thrown together."""
    path = original(clerk, LOST_UNIT)
    shutil.copy(path, path.with_name(path.name.replace(DAY, "2022-06-17")))
    verified(clerk, "--take-in", path.parent)
    without_inbox(clerk)
    clerk.compile(JUNE, DAY, "--none-returned")
    sheet = load_workbook(clerk.papers(JUNE))["报送情况"]
    (line,) = (line for line in sheet.iter_rows(values_only=True) if line[0] == LOST_UNIT)
    assert str(line[5])[: len(DAY)] == "2022-06-17"


@pytest.mark.parametrize(
    "name",
    [
        f"原件/{JUNE}/{DAY}.2-{'0' * 16}-多的.xlsx",  # another file's hash
        f"原件/{JUNE}/{{}}-多的.xlsx",  # no day: it would be held, and never be read
        f"原件/{JUNE}/多的.xlsx",
        f"原件/{DAY}.2-{{}}-多的.xlsx",  # in no period
        f"原件/{JUNE}/旧/{DAY}.2-{{}}-多的.xlsx",
        "快照/x.json",
        "快照/{}.json",  # the head of the hash
        "登记/多的.xlsx",
    ],
)
def test_what_the_ledger_would_not_find_by_its_name_cannot_be_taken_in(clerk: Clerk, name: str) -> None:
    path = ledger(clerk) / name.format(short_hash(sha256_hex(b"x")))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x")
    result = clerk.run("duban", "verify", "--take-in", path, "--json")
    assert (result.exit, codes(result.json["errors"])) == (2, ["take-in-nothing"])


# ---- losses that are acknowledged


@pytest.mark.parametrize("damage", [altered, Path.unlink, lambda path: path.write_bytes(b""), as_folder])
def test_a_loss_that_is_acknowledged_is_told_by_verify_alone(clerk: Clerk, damage: Callable[[Path], object]) -> None:
    """It counts as little as before, and the report goes on saying so."""
    without_inbox(clerk)
    path = original(clerk, LOST_UNIT)
    damage(path)
    said = clerk.run("duban", "verify", "--lost", path)
    assert (said.exit, "除已确认取不回的1处外，全部相符" in said.out) == (0, True)
    compiled = clerk.compile(JUNE, DAY, "--none-returned").json
    assert (compiled["ledger"], compiled["totals"]["filed"]) == ([], len(UNITS) - 1)
    again = verified(clerk)
    assert (codes(again["acknowledged"]), again["findings"], again["lost"]) == (["kept-lost"], [], 1)
    assert len(listed_problems(clerk, LOST_UNIT)) == 1


def test_one_entry_says_who_acknowledged_what_and_when(clerk: Clerk) -> None:
    without_inbox(clerk)
    path = original(clerk, LOST_UNIT)
    path.unlink()
    verified(clerk, "--lost", path.parent)
    run = json.loads(entry(clerk, 3).read_bytes())
    assert (run["command"], run["lost"]) == ("verify", {f"原件/{JUNE}/{path.name}": ""})
    assert run["who"]
    assert run["at"]


def test_what_changes_after_it_was_acknowledged_is_told_and_does_not_count(clerk: Clerk) -> None:
    """Somebody puts another return where one was lost."""
    without_inbox(clerk)
    path = original(clerk, LOST_UNIT)
    path.unlink()
    verified(clerk, "--lost", path)
    path.write_bytes(original(clerk, UNITS[0]).read_bytes())
    compiled = clerk.compile(JUNE, DAY, "--none-returned").json
    assert (codes(compiled["ledger"]), compiled["totals"]["filed"]) == (["kept-altered"], len(UNITS) - 1)


@pytest.mark.parametrize("how", ["put back", "handed in", "verified"])
def test_what_was_acknowledged_as_lost_counts_when_it_is_found(clerk: Clerk, tmp_path: Path, how: str) -> None:
    found = tmp_path / "found.xlsx"
    shutil.move(clerk.returns_folder(JUNE) / f"{LOST_UNIT}.xlsx", found)
    path = original(clerk, LOST_UNIT)
    path.unlink()
    verified(clerk, "--lost", path)
    shutil.copy(found, path if how == "put back" else clerk.returns_folder(JUNE))
    if how == "verified":
        assert told(clerk) == [("kept-restored", path.name)]
    assert clerk.compile(JUNE, DAY).json["totals"]["filed"] == len(UNITS)
    at_last = verified(clerk)
    assert (at_last["findings"], at_last["acknowledged"]) == ([], [])


@pytest.mark.parametrize(("option", "code"), [("--lost", "lost-nothing"), ("--take-in", "take-in-nothing")])
def test_what_is_as_it_was_kept_can_neither_be_lost_nor_taken_in(clerk: Clerk, option: str, code: str) -> None:
    before = file_hashes(clerk.folder / "output")
    for path in (original(clerk, LOST_UNIT), clerk.folder / "config.yaml", clerk.folder / "nowhere"):
        result = clerk.run("duban", "verify", option, path, "--json")
        assert (result.exit, codes(result.json["errors"])) == (2, [code])
    assert (file_hashes(clerk.folder / "output"), len(list((ledger(clerk) / "日志").iterdir()))) == (before, 2)


@pytest.mark.parametrize(
    ("damage", "code"),
    [
        (lambda clerk: entry(clerk, 1).unlink(), "log-missing"),
        (lambda clerk: altered(entry(clerk, 1)), "log-altered"),
        (lambda clerk: entry(clerk, 2).write_bytes(b"{"), "log-altered"),
    ],
)
def test_the_loss_of_an_entry_can_be_acknowledged(clerk: Clerk, damage: Callable[[Clerk], object], code: str) -> None:
    """What changes in 日志 later is told again."""
    clerk.compile(JUNE, "2022-06-22", "--quiet")
    (ledger(clerk) / "索引.sqlite").unlink()
    damage(clerk)
    place = next(finding["place"] for finding in verified(clerk)["findings"] if finding["code"] == code)
    verified(clerk, "--lost", clerk.folder / place)
    assert code not in codes(clerk.compile(JUNE, "2022-06-23").json["ledger"])
    (ledger(clerk) / "索引.sqlite").unlink()
    altered(entry(clerk, 2))
    assert "log-altered" in codes(clerk.compile(JUNE, "2022-06-24").json["ledger"])


def test_entries_lost_in_a_row_are_acknowledged_by_the_place_at_which_they_are_told(clerk: Clerk) -> None:
    for day in ("2022-06-22", "2022-06-23", "2022-06-24"):
        clerk.compile(JUNE, day, "--quiet")
    (ledger(clerk) / "索引.sqlite").unlink()
    for number in (2, 3, 4):
        entry(clerk, number).unlink()
    assert "log-missing" not in codes(verified(clerk, "--lost", entry(clerk, 2))["findings"])


@pytest.mark.parametrize("path", ["", ".", "output", f"output/{PLAN}/台账"])
def test_no_path_acknowledges_all_losses_of_a_ledger_at_once(clerk: Clerk, path: str) -> None:
    original(clerk, LOST_UNIT).unlink()
    without_inbox(clerk)
    result = clerk.run("duban", "verify", "--lost", path, "--json")
    assert (result.exit, codes(result.json["errors"])) == (2, ["lost-nothing"])


def test_what_was_acknowledged_is_not_written_down_again(clerk: Clerk) -> None:
    path = original(clerk, LOST_UNIT)
    without_inbox(clerk)
    path.unlink()
    runs = [verified(clerk, "--lost", path)["runs"] for _ in range(3)]
    assert runs == [2, 3, 3]


# ---- what is said


def test_json_has_what_the_text_has(clerk: Clerk) -> None:
    original(clerk, LOST_UNIT).unlink()
    (ledger(clerk) / "快照" / "x.json").write_bytes(b"x")
    found = verified(clerk)
    counts = {key: found[key] for key in ("files", "runs", "wrong", "restored", "lost", "taken_in")}
    assert counts == {"files": 5, "runs": 2, "wrong": 1, "restored": 1, "lost": 0, "taken_in": 0}


@pytest.mark.parametrize(
    ("where", "word"),
    [
        ("原件/**/*.xlsx", "2-回收"),
        ("快照/*.json", "重新下发一次会自动补写"),
        ("表号密钥.json", "--unit"),
        ("登记/**/*.xlsx", "不影响现用的办公室登记"),
    ],
)
def test_each_kind_of_kept_file_has_a_hint_of_its_own(clerk: Clerk, where: str, word: str) -> None:
    """2-回收 helps returns alone."""
    register = clerk.period_folder(JUNE) / "办公室登记.xlsx"
    book = load_workbook(register)
    book["采用版本"].append([f"{LOST_UNIT}.xlsx", None, None, None, None, "是"])
    book.save(register)
    clerk.compile(JUNE, DAY, "--quiet")
    without_inbox(clerk)
    shutil.rmtree(ledger(clerk) / "上一次")
    register.unlink()  # as it was when it was obeyed
    next(ledger(clerk).glob(where)).unlink()
    [hint] = [found["hint"] for found in verified(clerk)["findings"]]
    assert (word in hint, "2-回收" in hint) == (True, word == "2-回收")
