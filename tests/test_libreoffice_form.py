"""The real forms under the hands of a person in LibreOffice: what they take, what they refuse, what comes of it."""

import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from duban.fields.rules import find_broken_rules, sheet_rules
from duban.journeys.context import Context, open_context
from duban.model.layout import SheetLayout
from duban.model.row import Row
from duban.model.submission import Answer
from tests.clerk import (
    MILESTONE_SHEET,
    TASK_SHEET,
    Answers,
    Clerk,
    column_under,
    read_table,
    row_number_by_key,
    taishan_answers,
    workbook_in,
)
from tests.office.driver import Book, Office

JUNE, JULY = "2022-06", "2022-07"
ANSWERS = taishan_answers()
STATES = ["已按期完成", "已逾期完成", "能按期完成", "有困难", "不能按期完成", "申请调整"]
HEADING = {"reporter": "F3", "reported_on": "H3"}
LABELS = {
    "progress": "进展情况",
    "problems": "存在问题和下一步工作计划",
    "remark": "备注",
    "state": "节点情况",
    "actual": "实际完成日期",
    "expected": "预计完成日期",
    "reason": "原因",
    "evidence": "佐证材料",
    "help": "需协调事项",
}
SHEETS = {name: TASK_SHEET if name in ("progress", "problems", "remark") else MILESTONE_SHEET for name in LABELS}


@pytest.fixture(scope="module")
def clerk(tmp_path_factory: pytest.TempPathFactory) -> Clerk:
    """June is compiled, July's forms are out."""
    clerk = Clerk(tmp_path_factory.mktemp("office") / "desk")
    clerk.build(JUNE, "2022-06-03")
    clerk.hand_in_all(JUNE, ANSWERS[JUNE])
    clerk.compile(JUNE, "2022-06-21")
    clerk.build(JULY, "2022-07-04")
    return clerk


@dataclass
class Hands:
    """Somebody filling in a form, and how much that takes. Cells are named by row key and column."""

    book: Book
    form: Path
    clicks: int = 0
    picks: int = 0
    texts: int = 0
    signs: int = 0
    places: dict[tuple[str, str], str] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        """Where each input is; a person sees that."""
        workbook = load_workbook(self.form)
        for name, label in LABELS.items():
            sheet = workbook[SHEETS[name]]
            at = column_under(sheet, label)
            self.places |= {(key, name): f"{at}{row}" for key, row in row_number_by_key(sheet).items()}
        workbook.close()

    def value(self, key: str, name: str) -> str | float:
        return self.book.value(SHEETS[name], self.places[key, name])

    def check(self, key: str, sheet: str = MILESTONE_SHEET) -> str:
        at = self.places[key, "state" if sheet == MILESTONE_SHEET else "progress"]
        return self.book.text(sheet, ("E" if sheet == MILESTONE_SHEET else "C") + at[1:])

    def counter(self, sheet: str = MILESTONE_SHEET) -> str:
        return self.book.text(sheet, "E3" if sheet == MILESTONE_SHEET else "C4")

    def type(self, key: str, name: str, text: str) -> bool:
        """Click, type, Enter. Where the old words begin the new ones, a person types only what is added."""
        sheet, cell = (SHEETS[name], self.places[key, name]) if key else (TASK_SHEET, HEADING[name])
        before = str(self.book.value(sheet, cell))
        self.clicks += 1
        self.texts += 1
        self.signs += len(text.removeprefix(before))
        return self.book.fill(sheet, cell, text)

    def choose(self, key: str, state: str) -> bool:
        """Click, open the list, click on a line."""
        self.book.select(MILESTONE_SHEET, self.places[key, "state"])
        self.clicks += 1
        self.picks += 1
        return self.book.pick(self.book.choices().index(state) + 1)

    def clear(self, key: str, name: str) -> bool:
        self.book.select(SHEETS[name], self.places[key, name])
        return self.book.delete()

    def fill_in(self, said: Answers) -> None:
        """All of a unit's answers, where they are not in the form already."""
        for name, value in said["heading"].items():
            assert self.type("", name, str(value)), self.book.message
        for key, answers in (*said.get("tasks", {}).items(), *said.get("milestones", {}).items()):
            for name, value in answers.items():
                if self.value(key, name) in (value, _serial(value)):
                    continue
                done = self.choose(key, value) if name == "state" else self.type(key, name, str(value))
                assert done, f"{key} {name} {value}: {self.book.message}"


def _serial(value: object) -> float | None:
    """A day as LibreOffice stores it."""
    return float((value - date(1899, 12, 30)).days) if isinstance(value, date) else None


@pytest.fixture
def hands(office: Office, clerk: Clerk, request: pytest.FixtureRequest) -> Iterator[Hands]:
    """At a form: `(period, unit)` by indirect parametrization, else 督导室's of June."""
    period, unit = getattr(request, "param", (JUNE, "督导室"))
    form = clerk.form_path(period, unit)
    with office.open(form) as book:
        yield Hands(book, form)


both = pytest.mark.parametrize("hands", [(JUNE, "督导室"), (JUNE, "基财股")], indirect=True, ids=["dudao", "jicai"])
july = pytest.mark.parametrize("hands", [(JULY, "督导室")], indirect=True, ids=["July"])

# ---- what is taken and what is refused


@both
def test_locked_cells_take_nothing(hands: Hands) -> None:
    """Labels, header, issued words, check column, key, what lies around; nor can a row be taken out."""
    for sheet, cells in {
        TASK_SHEET: ("E3", "G3", "A4", "C4", "F4", "A5", "C5", "D5", "E5", "I5", "A20"),
        MILESTONE_SHEET: ("A3", "E3", "G3", "A4", "D4", "E4", "F4", "M4", "P4", "G60"),
        "填报说明": ("A2", "B2"),
    }.items():
        for cell in cells:
            before = hands.book.formula(sheet, cell)
            assert not hands.book.fill(sheet, cell, "改"), f"{sheet}!{cell}"
            assert "Protected" in str(hands.book.message)
            assert hands.book.formula(sheet, cell) == before
    hands.book.select(TASK_SHEET, "A6")
    assert not hands.book.command(".uno:DeleteRows")
    assert not hands.book.command(".uno:InsertRowsBefore")


@both
def test_an_input_takes_what_may_be_said(hands: Hands) -> None:
    words = {key for key, name in hands.places if name == "progress"}
    key, other = sorted(words, key=int)[:2]
    node = next(key for key, name in hands.places if name == "state")
    for where, name, typed in [
        (key, "progress", "字" * 300),
        (other, "progress", "-5，+3，@甲 都是文字\n第二行"),
        (key, "problems", "问" * 200),
        (key, "remark", "本期无新进展"),
        (other, "remark", "下拉框里没有的话也可以写"),
        (node, "evidence", "001"),
        (node, "reason", "2022-6-20"),  # words stay words
        (node, "help", "35%"),
    ]:
        assert hands.type(where, name, typed), hands.book.message
        assert hands.value(where, name) == typed


@both
def test_an_input_refuses_what_may_not_be_said(hands: Hands) -> None:
    """In Chinese, and saying what is wanted; the cell stays as it was."""
    task = next(key for key, name in hands.places if name == "progress")
    node = next(key for key, name in hands.places if name == "state")
    for key, name, typed, says in [
        (task, "progress", "字" * 301, "300字以内"),
        (task, "problems", "问" * 201, "200字以内"),
        (node, "state", "差不多了", "请从下拉框中选择"),
        (node, "state", "已按期完成 ", "请从下拉框中选择"),
        (node, "actual", "2021-06-20", "2022-01-01至2022-09-30"),
        (node, "actual", "2022-10-01", "2022-01-01至2022-09-30"),
        (node, "actual", "6月底", "写全年月日"),
        (node, "expected", "2021-07-15", "2022-01-01至2023-12-31"),
        (node, "reason", "因" * 101, "100字以内"),
        (node, "evidence", "证" * 61, "60字以内"),
        ("", "reported_on", "2021-06-17", "写全年月日"),
    ]:
        assert not hands.type(key, name, typed), (name, typed)
        assert says in str(hands.book.message), hands.book.message
        sheet, cell = (SHEETS[name], hands.places[key, name]) if key else (TASK_SHEET, HEADING[name])
        assert hands.book.value(sheet, cell) == ""


@pytest.mark.parametrize("typed", ["2022-5-13", "2022/5/13", "2022.5.13", "2022年5月13日"])
def test_a_day_may_be_typed_as_people_do(hands: Hands, typed: str) -> None:
    assert hands.type("11@0430", "actual", typed), hands.book.message
    assert hands.value("11@0430", "actual") == 44694.0
    assert hands.book.text(MILESTONE_SHEET, hands.places["11@0430", "actual"]) == "2022-05-13"


def test_a_row_that_is_past_its_day_offers_no_promise_to_be_in_time(hands: Hands) -> None:
    offered = {}
    for key in ("9@0331", "9@0630", "9@1231"):
        hands.book.select(MILESTONE_SHEET, hands.places[key, "state"])
        offered[key] = hands.book.choices()
    late = [state for state in STATES if state != "能按期完成"]
    assert offered == {"9@0331": late, "9@0630": STATES, "9@1231": STATES}


# ---- the check column says what the rules say


@dataclass(frozen=True)
class Rules:
    """What the program thinks of the answers that stand in a sheet, by the rules that intake uses."""

    desk: Context
    layout: SheetLayout
    rows: dict[str, Row]
    hands: Hands
    last: dict[str, str]

    def check(self, key: str) -> str:
        """The words that the check column must show in a row."""
        row = self.rows[key]
        answers = {each.key: self._answer(key, each.key) for each in self.layout.input_columns}
        word = self.desk.workspace.messages.text
        every = tuple(sheet_rules(self.layout))
        for rule in find_broken_rules(every, row, self.desk.period, answers, {"progress": self.last.get(key)}):
            return word(f"check-{rule.fault}", label=rule.column.label)
        asked = self.layout.key == "tasks" or row.is_answer_due(self.desk.period)
        return word("check-done") if asked or any(answers.values()) else ""

    def counter(self) -> str:
        """The words that must stand over the check column."""
        wrong = sum(self.check(key) not in ("", "✓") for key in self.rows)
        if self.layout.key == "tasks":
            wrong += sum(self.hands.book.value(TASK_SHEET, cell) == "" for cell in HEADING.values())
        word = self.desk.workspace.messages.text
        return word("count-owing", count=wrong) if wrong else word("count-done")

    def _answer(self, key: str, name: str) -> Answer:
        value = self.hands.value(key, name)
        if isinstance(value, float):
            return date(1899, 12, 30) + timedelta(days=int(value))
        return value or None


def rules(clerk: Clerk, hands: Hands, period: str, unit: str, sheet: str) -> Rules:
    config = clerk.folder / "config.yaml"
    desk = open_context(config, None, None, period, date(2022, 7, 4), None, compiling=False)
    found = desk.directory.find_unit(unit)
    assert found
    layout = next(each for each in desk.layout.sheets if each.name == sheet)
    rows = {row.key: row for row in desk.assignment.rows(layout, found)}
    said = ANSWERS[JUNE][unit]["tasks"] if period == JULY else {}
    return Rules(desk, layout, rows, hands, {key: answers["progress"] for key, answers in said.items()})


def test_the_check_column_follows_step_by_step(clerk: Clerk, hands: Hands) -> None:
    """One milestone from blank to settled, by way of every mistake."""
    wanted, key = rules(clerk, hands, JUNE, "督导室", MILESTONE_SHEET), "11@0430"
    blank = hands.counter()
    assert hands.check(key) == "缺节点情况"
    for name, value, says in [
        ("state", "已逾期完成", "缺实际完成日期"),
        ("actual", "2022-04-30", "实际完成日期应晚于完成时限"),
        ("actual", "2022-05-13", "✓"),
        ("state", "有困难", "不应填实际完成日期"),
        ("actual", "", "缺预计完成日期"),
        ("expected", "2022-07-15", "缺原因"),
        ("reason", "场地改造须停课施工", "✓"),
        ("state", "申请调整", "✓"),
        ("state", "已按期完成", "不应填预计完成日期"),
        ("expected", "", "不应填原因"),
        ("reason", "", "✓"),
        ("evidence", "初评意见书.pdf", "✓"),
        ("state", "", "缺节点情况"),
    ]:
        act(hands, key, name, value)
        assert hands.check(key) == says, (name, value)
        assert hands.check(key) == wanted.check(key)
        if says == "✓":
            assert hands.counter() == wanted.counter()
    assert hands.counter() == wanted.counter() == blank


def act(hands: Hands, key: str, name: str, value: str) -> None:
    if not value:
        assert hands.clear(key, name)
    elif name == "state":
        assert hands.choose(key, value)
    else:
        assert hands.type(key, name, value), hands.book.message


@pytest.mark.parametrize(
    ("key", "states"),
    [
        ("9@0630", ["", *STATES]),  # must be answered this time
        ("14@0930", ["", "已逾期完成", "能按期完成", "不能按期完成"]),  # need not be
    ],
)
def test_every_combination_of_answers_is_judged_alike(clerk: Clerk, hands: Hands, key: str, states: list[str]) -> None:
    """State by state, the three others come and go one at a time, so that each step is one change."""
    wanted = rules(clerk, hands, JUNE, "督导室", MILESTONE_SHEET)
    values = {"actual": "2022-06-08", "expected": "2022-10-15", "reason": "等待批复"}
    flips = ["actual", "expected", "actual", "reason", "actual", "expected", "actual"]
    seen = set()
    for state in states:
        if state:
            assert hands.choose(key, state)
        for name in (None, *flips):
            if name:
                act(hands, key, name, "" if hands.value(key, name) != "" else values[name])
            shown = hands.check(key)
            assert shown == wanted.check(key), state
            seen.add(shown)
    assert hands.counter() == wanted.counter()
    assert {"缺实际完成日期", "不应填实际完成日期", "缺预计完成日期", "缺原因", "不应填原因"} <= seen


def test_what_was_pasted_past_the_rules_is_told_in_the_form(clerk: Clerk, hands: Hands, tmp_path: Path) -> None:
    """A paste takes no heed of lists and date rules, and brings the lock of its source along; the file still tells."""
    wanted = rules(clerk, hands, JUNE, "督导室", MILESTONE_SHEET)
    assert hands.choose("12@0430", "已逾期完成")
    for key, name, says in [
        ("9@0331", "state", "节点情况不在选项之中"),
        ("12@0430", "actual", "实际完成日期不是日期"),
    ]:
        hands.book.select(MILESTONE_SHEET, "C4")
        hands.book.copy()
        hands.book.select(MILESTONE_SHEET, hands.places[key, name])
        assert hands.book.paste()
        assert hands.check(key) == wanted.check(key) == says
    assert hands.counter() == wanted.counter()
    hands.book.save_as(tmp_path / "粘贴.xlsx", "xlsx")
    told = clerk.compile(JUNE, "2022-06-21", tmp_path / "粘贴.xlsx", "--out", tmp_path / "out")
    assert {"not-a-choice", "not-a-date"} <= set(told.codes("粘贴.xlsx"))


@july
def test_words_carried_from_june_must_change_or_be_said_to_stand(clerk: Clerk, hands: Hands) -> None:
    wanted = rules(clerk, hands, JULY, "督导室", TASK_SHEET)
    assert hands.check("9", TASK_SHEET) == wanted.check("9") == "进展情况与上期相同"
    before = str(hands.value("9", "progress"))
    assert hands.type("9", "progress", before + "7月又整改9条。")
    assert hands.check("9", TASK_SHEET) == wanted.check("9") == "✓"
    assert hands.type("10", "remark", "本期无新进展")
    assert hands.check("10", TASK_SHEET) == wanted.check("10") == "✓"
    assert hands.clear("11", "progress")
    assert hands.check("11", TASK_SHEET) == wanted.check("11") == "缺进展情况"
    assert hands.counter(TASK_SHEET) == wanted.counter()


@pytest.mark.parametrize("hands", [(JULY, "基安股")], indirect=True, ids=["jian"])
def test_one_choice_answers_a_form_in_which_nothing_is_due(clerk: Clerk, hands: Hands, tmp_path: Path) -> None:
    """基安股 has no milestone between March and October: the check column and its counter follow the choice."""
    assert [hands.check(key, TASK_SHEET) for key in ("5", "6")] == ["进展情况与上期相同"] * 2
    assert hands.counter(TASK_SHEET) == "检查：\n缺4处"
    hands.book.select(TASK_SHEET, "H2")
    assert hands.book.choices() == ["是", "否"]
    assert hands.book.pick(1)
    assert [hands.check(key, TASK_SHEET) for key in ("5", "6")] == ["✓"] * 2
    assert hands.counter(TASK_SHEET) == "检查：\n缺2处"
    assert hands.type("", "reporter", "伍健华")
    assert hands.type("", "reported_on", "2022-7-18")
    assert (hands.counter(TASK_SHEET), hands.counter()) == ("检查：\n✓已填好", "检查：\n✓已填好")
    for ending in ("xlsx", "xls", "ods"):
        name = f"基安股.{ending}"
        hands.book.save_as(tmp_path / name, ending)
        told = clerk.compile(JULY, "2022-07-21", tmp_path / name, "--out", tmp_path / ending)
        assert told.outcomes[name] in ("accepted", "accepted-with-notes"), told.codes(name)
        assert not {"unchanged", "missing", "no-change-news"} & {*told.codes(name)}
        behind = load_workbook(workbook_in(tmp_path / ending, "工作底稿"))
        filing = next(row for row in read_table(behind["报送情况"], "单位") if row["单位"] == "基安股")
        assert filing["报送状态"] == "已报（整表无变化）"
        behind.close()


# ---- what was typed arrives


@pytest.mark.parametrize("unit", ["督导室", "基财股"])
def test_what_was_typed_is_what_the_report_shows(office: Office, clerk: Clerk, tmp_path: Path, unit: str) -> None:
    """All answers of June, typed by key and saved as .xlsx, are those that were accepted, and stand in the report."""
    said, form = ANSWERS[JUNE][unit], clerk.form_path(JUNE, unit)
    with office.open(form) as book:
        hands = Hands(book, form)
        hands.fill_in(said)
        assert (hands.counter(TASK_SHEET), hands.counter()) == ("检查：\n✓已填好", "检查：\n✓已填好")
        book.save_as(tmp_path / "交表.xlsx", "xlsx")
    told = clerk.compile(JUNE, "2022-06-21", tmp_path / "交表.xlsx", "--out", tmp_path / "out")
    assert (told.outcomes, told.codes("交表.xlsx")) == ({"交表.xlsx": "ignored"}, ["same-again"])
    report = load_workbook(workbook_in(tmp_path / "out", "汇总报告"))
    rows = {str(row["编号"]): row for row in read_table(report["汇总表"], "编号")}
    for number, answers in said["tasks"].items():
        for name, value in answers.items():
            assert str(rows[number][LABELS[name]]).endswith(value)  # reasons of milestones stand before the problems
    behind = load_workbook(workbook_in(tmp_path / "out", "工作底稿"))
    rows_of_unit = [row for row in read_table(behind["节点"], "序号") if row["牵头"] == unit]
    found = {place.splitlines()[-1]: row for row in rows_of_unit if (place := row["出处"])}
    heads = {"state": "自报", "actual": "实际完成"}
    for key, answers in said["milestones"].items():
        row = found[f"{MILESTONE_SHEET}!{hands.places[key, 'state']}"]
        for name in ("state", "actual", "evidence", "help"):
            shown: Any = row.get(heads.get(name, LABELS[name]))  # a column in which nothing stands is left out
            assert (shown.date() if hasattr(shown, "date") else shown or None) == answers.get(name)
        assert str(answers.get("reason", "")) in str(row["情况说明"] or "")
    report.close()
    behind.close()


@july
def test_folded_rows_come_back_through_the_filter_and_can_be_corrected(
    clerk: Clerk, hands: Hands, tmp_path: Path
) -> None:
    """督导室 finds in July that 12@0430 was five days late after all."""
    rows, said = range(4, 24), ANSWERS[JUNE]["督导室"]["milestones"]
    folded = [row for row in rows if hands.book.row_hidden(MILESTONE_SHEET, row)]
    done = [key for key, answers in said.items() if answers["state"] in ("已按期完成", "已逾期完成")]
    assert folded == sorted(int(hands.places[key, "state"][1:]) for key in done)
    assert {hands.book.text(MILESTONE_SHEET, f"A{row}") for row in folded} == {"已确认完成"}
    hands.book.select(MILESTONE_SHEET, "A3")
    assert hands.book.filter_by("")
    assert not any(hands.book.row_hidden(MILESTONE_SHEET, row) for row in rows)
    assert hands.choose("12@0430", "已逾期完成")
    assert hands.check("12@0430") == "缺实际完成日期"
    assert hands.type("12@0430", "actual", "2022-5-5")
    assert hands.check("12@0430") == "✓"
    hands.book.save_as(tmp_path / "更正.xlsx", "xlsx")
    told = clerk.compile(JULY, "2022-07-21", tmp_path / "更正.xlsx", "--out", tmp_path / "out")
    assert "finish-restated" in told.codes("更正.xlsx")
    behind = load_workbook(workbook_in(tmp_path / "out", "工作底稿"))
    line = "一是4月底前完成对2020年"
    row = next(row for row in read_table(behind["节点"], "序号") if row["节点"].startswith(line))
    assert (row["自报"], row["实际完成"].date(), row["出处"].split()[0]) == ("已逾期完成", date(2022, 5, 5), "7月")
    behind.close()


# ---- on paper


def printed(pdf: Path) -> str:
    """The words of a PDF in the order in which they were printed, without blanks."""
    command = ["pdftotext", "-raw", str(pdf), "-"]
    told = subprocess.run(command, check=True, capture_output=True, text=True, timeout=600)
    return "".join(told.stdout.split())


with_poppler = pytest.mark.skipif(not shutil.which("pdftotext"), reason="pdftotext (poppler-utils) is not installed")


@with_poppler
@pytest.mark.parametrize("hands", [(JUNE, "基财股")], indirect=True, ids=["jicai"])
def test_three_hundred_characters_print_uncut(hands: Hands, office: Office, tmp_path: Path) -> None:
    """In the row with the fewest issued words, and in the widest characters."""
    sentences = "".join(f"第{number:02}项工作已经完成，共{number * 7}所学校。" for number in range(1, 40))[:300]
    assert len(sentences) == 300
    for key, name, text in [
        ("1", "progress", sentences),
        ("2", "progress", "国" * 299 + "终"),
        ("2", "problems", sentences[:200]),
        ("3", "progress", "\n".join(f"{number}．已完成" for number in range(1, 13))),
        ("3", "remark", "备" * 59 + "终"),
    ]:
        assert hands.type(key, name, text), hands.book.message
    hands.book.save_as(tmp_path / "打印.xlsx", "xlsx")
    words = printed(office.pdf(tmp_path / "打印.xlsx", tmp_path))
    assert sentences in words
    assert "国" * 299 + "终" in words
    assert words.count(sentences[:200]) == 2
    assert "".join(f"{number}．已完成" for number in range(1, 13)) in words
    assert "备" * 59 + "终" in words


@with_poppler
def test_the_printout_would_show_it_if_words_were_cut(office: Office, clerk: Clerk, tmp_path: Path) -> None:
    """The test above can fail: a row that somebody made too low does cut."""
    book = load_workbook(clerk.form_path(JUNE, "基财股"))
    book[TASK_SHEET]["F5"] = "".join(f"第{number:02}句。" for number in range(60))
    book[TASK_SHEET].row_dimensions[5].height = 40
    book.save(tmp_path / "低.xlsx")
    book.close()
    words = printed(office.pdf(tmp_path / "低.xlsx", tmp_path))
    assert "第00句。第01句。" in words
    assert "第59句。" not in words


def test_every_workbook_opens_and_prints(office: Office, clerk: Clerk, tmp_path: Path) -> None:
    """June's ten forms, the packing list, the correction copy, the report, what stands behind it; a folded form."""
    made = [*sorted(clerk.period_folder(JUNE).glob("[13]-*/**/*.xlsx")), clerk.form_path(JULY, "督导室")]
    names = {path.name for path in made}
    assert len(made) == 15
    made_for_reading = {clerk.report(JUNE).name, clerk.papers(JUNE).name}
    assert {"分发清单.xlsx", "招考股-进展情况表-2022年6月-退回修改.xlsx", *made_for_reading} <= names
    for number, path in enumerate(made):
        folder = tmp_path / str(number)
        folder.mkdir()
        assert office.pdf(path, folder).read_bytes().startswith(b"%PDF"), path.name


def test_a_correction_copy_is_mended_by_hand_and_accepted(office: Office, clerk: Clerk, tmp_path: Path) -> None:
    """招考股 sees what is wrong beside each row, mends that alone, and sends the copy itself back."""
    copy = clerk.reports_folder(JUNE) / "退回修改" / "招考股-进展情况表-2022年6月-退回修改.xlsx"
    with office.open(copy) as book:
        hands = Hands(book, copy)
        assert "缺“实际完成日期”" in book.text(MILESTONE_SHEET, f"M{hands.places['15@0331', 'state'][1:]}")
        assert book.protected(MILESTONE_SHEET)
        assert hands.type("15", "progress", "顺利完成普通高考，未发生考试安全事故。")
        assert hands.type("15@0331", "actual", "2022-4-12")
        assert hands.choose("15@0630", "能按期完成")
        assert (hands.counter(TASK_SHEET), hands.counter()) == ("检查：\n✓已填好", "检查：\n✓已填好")
        book.save_as(tmp_path / "改好.xlsx", "xlsx")
    told = clerk.compile(JUNE, "2022-06-22", tmp_path / "改好.xlsx", "--out", tmp_path / "out")
    assert told.outcomes == {"改好.xlsx": "accepted"}, told.codes("改好.xlsx")


# ---- how long it takes


@july
def test_the_busiest_unit_is_done_with_july_in_few_clicks(clerk: Clerk, hands: Hands, tmp_path: Path) -> None:
    """督导室: six tasks, twenty milestones, June filled in before.

    27 cells to click on, 6 lists to choose from (two clicks more each), 21 texts with 682 new characters:
    39 clicks, which together with typing at 90 characters a minute stays under ten minutes.
    """
    said: dict[str, Any] = ANSWERS[JULY]["督导室"]
    hands.fill_in(said)
    assert (hands.counter(TASK_SHEET), hands.counter()) == ("检查：\n✓已填好", "检查：\n✓已填好")
    assert (hands.clicks <= 27, hands.picks <= 6, hands.texts <= 21, hands.signs <= 700) == (True,) * 4
    hands.book.save_as(tmp_path / "督导室.xlsx", "xlsx")
    told = clerk.compile(JULY, "2022-07-21", tmp_path / "督导室.xlsx", "--out", tmp_path / "out")
    assert (told.exit, told.outcomes) == (0, {"督导室.xlsx": "accepted"})
