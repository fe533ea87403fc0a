"""Sheets of one form that came in several files are one return; the same sheet with other words is another version."""

import csv
import io
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from duban.messages.finding import Finding
from duban.model.decision import VersionChoices
from duban.model.form_id import META_SHEET
from duban.model.return_ import Return
from duban.model.submission import Submission
from duban.returns.checks.answered_form import build_answered_form, check_return
from duban.returns.parts import join_parts
from duban.review.versions import NO_CHOICES, ChosenVersions, choose_versions
from tests.clerk import Clerk, taishan_answers
from tests.returns import (
    JUNE,
    MILESTONE_SHEET,
    TASK_SHEET,
    InputKey,
    filled_form_except,
    parse_return,
    severity_of,
    snapshot,
    workspace,
)

MONDAY, TUESDAY = date(2022, 6, 20), date(2022, 6, 21)
OTHER_WORDS: dict[InputKey, object] = {("2", "进展情况"): "方案已印发"}


def part(file: str, *sheets: str, day: date = MONDAY, cells: Mapping[InputKey, object] | None = None) -> Return:
    """A file with some of the form's sheets; CSV text, of one sheet, where it is called so."""
    book = load_workbook(io.BytesIO(filled_form_except(cells or {})))
    for name in {TASK_SHEET, MILESTONE_SHEET}.difference(sheets):
        book.remove(book[name])
    data = _csv_bytes(book[sheets[0]]) if file.endswith(".csv") else _xlsx_bytes(book)
    read = parse_return(data, file)
    return Return(file, file, day, 1, findings=read.findings, submission=read.submission)


def _xlsx_bytes(book: Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _csv_bytes(sheet: Worksheet) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([_csv_text(value) for value in row] for row in sheet.iter_rows(values_only=True))
    return text.getvalue().encode("utf-8-sig")


def _csv_text(value: object) -> str:
    """As a program shows it; what formulas give is not known here."""
    text = "" if value is None else str(value)
    return "" if text.startswith("=") else text.removesuffix(" 00:00:00")


def check(form: Submission) -> tuple[Finding, ...]:
    return check_return(build_answered_form(form, snapshot(), workspace().wording))


def versions(*returns: Return, choices: VersionChoices = NO_CHOICES) -> ChosenVersions:
    return choose_versions(join_parts(returns, choices.excluded, check), severity_of, choices=choices)


def told(result: ChosenVersions) -> dict[str, str]:
    """File → what became of it, and the codes that it is told but those of CSV text and of repairs."""
    usual = {"csv-weaker", "repaired"}
    return {
        return_.file: " ".join([return_.outcome, *(f.code for f in return_.findings if f.code not in usual)])
        for return_ in result.returns
    }


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize("order", [1, -1])
def test_two_sheets_in_two_files_are_one_form(ending: str, order: int) -> None:
    """Each answer keeps its place in its own file."""
    result = versions(*[part(f"a.{ending}", TASK_SHEET), part("b.csv", MILESTONE_SHEET)][::order])
    assert told(result) == {
        f"a.{ending}": "accepted-with-notes parts-joined",
        "b.csv": "accepted-with-notes parts-joined",
    }
    assert result.accepted_records["2"].text("progress") == "方案已出台"
    assert result.accepted_records[JUNE].values["state"].place.file == "b.csv"
    assert not result.records_to_correct


def test_a_sheet_that_came_later_completes_the_form() -> None:
    """The form that counts is the later one; the sheet that was there is not asked for again."""
    result = versions(part("a.csv", TASK_SHEET), part("b.csv", MILESTONE_SHEET, day=TUESDAY))
    assert told(result) == {
        "a.csv": "superseded sheet-missing",
        "b.csv": "accepted-with-notes parts-joined",
    }
    assert {"2", JUNE} <= result.accepted_records.keys()
    assert not result.records_to_correct


@pytest.mark.parametrize("day", [MONDAY, TUESDAY])
def test_a_sheet_beside_the_whole_form_that_says_the_same_is_counted_once(day: date) -> None:
    result = versions(part("b.xlsx", TASK_SHEET, MILESTONE_SHEET), part("a.csv", TASK_SHEET, day=day))
    assert told(result) == {"b.xlsx": "accepted", "a.csv": "ignored parts-joined"}


def test_the_same_sheet_with_other_words_is_another_version() -> None:
    """Neither counts; whichever is chosen counts with the sheet that came once."""
    came = [part("a.csv", TASK_SHEET), part("b.csv", TASK_SHEET, cells=OTHER_WORDS), part("c.csv", MILESTONE_SHEET)]
    waiting = versions(*came)
    assert {file: words.split()[:2] for file, words in told(waiting).items()} == {
        "a.csv": ["rejected", "versions-differ"],
        "b.csv": ["rejected", "versions-differ"],
        "c.csv": ["ignored", "parts-joined"],
    }
    assert waiting.accepted_records == {}
    for file, words in (("a.csv", "方案已出台"), ("b.csv", "方案已印发")):
        result = versions(*came, choices=VersionChoices(frozenset({file})))
        assert result.accepted_records["2"].text("progress") == words
        assert JUNE in result.accepted_records


def test_a_sheet_that_nobody_sent_is_asked_for() -> None:
    """Two of three files of a form with three sheets; and a file that the clerk excluded completes nothing."""
    alone = versions(part("a.csv", TASK_SHEET))
    assert told(alone) == {"a.csv": "to-be-corrected sheet-missing"}
    excluded = VersionChoices(excluded=frozenset({"b.csv"}))
    without = versions(part("a.csv", TASK_SHEET), part("b.csv", MILESTONE_SHEET), choices=excluded)
    assert told(without)["a.csv"] == "to-be-corrected sheet-missing"


def test_what_must_be_corrected_in_a_part_is_asked_once() -> None:
    unfilled = part("b.csv", MILESTONE_SHEET, cells={(JUNE, "节点情况"): None})
    result = versions(part("a.csv", TASK_SHEET), unfilled)
    assert told(result) == {
        "a.csv": "to-be-corrected parts-joined missing",
        "b.csv": "accepted-with-notes parts-joined",
    }
    assert result.records_to_correct.keys() == {JUNE}


def test_what_sheets_say_against_each_other_is_asked_of_the_whole() -> None:
    """The words of one file and the state in another."""
    unfinished = {
        ("2", "进展情况"): "已全部完成。",
        (JUNE, "节点情况"): "有困难",
        (JUNE, "原因"): "缺人",
        (JUNE, "预计完成日期"): date(2022, 7, 20),
    }
    whole = told(versions(part("a.xlsx", TASK_SHEET, MILESTONE_SHEET, cells=unfinished)))["a.xlsx"].split()
    parts = [part("a.xlsx", TASK_SHEET, cells=unfinished), part("b.csv", MILESTONE_SHEET, cells=unfinished)]
    joined = told(versions(*parts))["a.xlsx"].split()
    assert "words-say-finished" in whole
    assert sorted(joined) == sorted([*whole, "parts-joined"])


def test_a_form_of_which_every_sheet_was_written_to_csv_counts(tmp_path: Path) -> None:
    """Some programs write the hidden ones, too: one of them names all rows of the form, and is no table of it."""
    clerk, period = Clerk(tmp_path / "desk"), "2022-06"
    clerk.build(period, "2022-06-03", "--quiet")
    form = clerk.hand_in(period, "督导室", taishan_answers()[period]["督导室"])
    book = load_workbook(form)
    form.unlink()
    for name in (TASK_SHEET, MILESTONE_SHEET, META_SHEET):
        form.with_name(f"督导室-{name}.csv").write_bytes(_csv_bytes(book[name]))
    compiled = clerk.compile(period, "2022-06-21")
    of_meta = f"督导室-{META_SHEET}.csv"
    assert (compiled.outcomes.pop(of_meta), compiled.codes(of_meta)) == ("ignored", ["program-sheet"])
    for name in (TASK_SHEET, MILESTONE_SHEET):
        codes = compiled.codes(f"督导室-{name}.csv")
        assert "parts-joined" in codes
        assert not {"header-missing", "sheet-missing", "versions-differ"}.intersection(codes)
