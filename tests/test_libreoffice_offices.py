"""The other offices' forms under the hands of a person in LibreOffice: states, dates, numbers, scores and choices."""

import contextlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter as letter

from duban.fields.locked import CHECK_PATH
from duban.journeys.context import Context
from duban.journeys.load_file import load_file
from duban.journeys.return_reader import ReturnReader
from duban.model.layout import SheetLayout
from duban.model.submission import Answer
from examples.demo import Stage, Step, fill_form, steps_of
from tests.clerk import ROOT, Clerk, CommandResult
from tests.office.driver import Book, Kind, Office

SANSHUI = Step(form="节点填报表", period="2020-D1010", issued=date(2020, 9, 30))
QUANZHOU = Step(form="自评表", period="2024", issued=date(2024, 12, 9))
JUDGED = Step(form="绩效核定表", period="2024", issued=date(2025, 1, 6))
HUIZHOU = Step(form="任务分工表", period="2020", issued=date(2020, 3, 16))
HUARONG = Step(form="阶段节点申报表", period="2021", issued=date(2021, 3, 10))

Cells = Mapping[tuple[str, str], Answer]
"""Row key and column → what must be accepted there; the heading has no row key."""


@dataclass(frozen=True)
class Bureau:
    """One office with one kind of form sent out."""

    stage: Stage
    step: Step

    @property
    def desk(self) -> Context:
        return self.stage.desks[self.step.key]

    def said(self, unit: str) -> dict[str, Any]:
        """What a unit says in the demo."""
        path = ROOT / "examples" / self.stage.plan / "answers.yaml"
        said: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))["answers"][self.step.key][unit]
        return said

    def form(self, unit: str) -> Path:
        return next(self.desk.forms_folder.glob(f"{unit}-{self.step.form}-*.xlsx"))

    def filled(self, unit: str, said: Mapping[str, Any], target: Path) -> Path:
        """The unit's form with answers in it already: the rest is typed."""
        fill_form(self.form(unit), target, self.desk.layout, said)
        return target

    def compile(self, day: date, *more: object) -> CommandResult:
        which = ["--plan", self.stage.own, "--form", self.step.form, "--json"]
        return Clerk(self.stage.folder).run(
            "compile", "--period", self.step.period, "--as-of", day.isoformat(), *which, *more
        )

    def accepted(self, path: Path) -> Cells:
        """Every answer in a file as the program reads it."""
        submission = ReturnReader(self.desk.issued)(load_file(path)).submission
        assert submission
        return submission.answers()

    def comes_to(self, path: Path, day: date, out: Path, typed: Cells) -> None:
        """A file is accepted without a word, and what was typed is what was accepted."""
        told = self.compile(day, path, "--out", out)
        assert (told.outcomes, told.codes(path.name)) == ({path.name: "accepted"}, [])
        accepted = self.accepted(path)
        assert {where: accepted.get(where) for where in typed} == typed


@pytest.fixture(scope="module")
def bureau(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, Step], Bureau]:
    """Any office: its forms are made when they are first asked for."""
    stages: dict[str, Stage] = {}

    def at(plan: str, step: Step) -> Bureau:
        if plan not in stages:
            stages[plan] = Stage(plan, tmp_path_factory.mktemp("offices") / plan)
            stages[plan].set_up()
        if step.key not in stages[plan].desks:
            stages[plan].play(step, {})
        return Bureau(stages[plan], step)

    return at


@dataclass
class Hands:
    """Somebody at an open form. Cells are named by row key and column."""

    book: Book
    places: Mapping[tuple[str, str], tuple[str, str]]
    counters: Mapping[str, str]

    def at(self, key: str, name: str) -> tuple[str, str]:
        """The sheet and the cell."""
        return self.places[key, name]

    def type(self, key: str, name: str, text: str) -> bool:
        return self.book.fill(*self.at(key, name), text)

    def choices(self, key: str, name: str) -> list[str]:
        self.book.select(*self.at(key, name))
        return self.book.choices()

    def choose(self, key: str, name: str, word: str) -> bool:
        return self.book.pick(self.choices(key, name).index(word) + 1)

    def clear(self, key: str, name: str) -> bool:
        self.book.select(*self.at(key, name))
        return self.book.delete()

    def value(self, key: str, name: str) -> str | float:
        return self.book.value(*self.at(key, name))

    def sees(self, key: str, name: str) -> str:
        """What the cell shows."""
        return self.book.text(*self.at(key, name))

    def check(self, key: str, name: str) -> str:
        """The check column beside an input."""
        sheet, cell = self.at(key, name)
        return self.book.text(sheet, letter_of(self.counters[sheet]) + cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))

    def counter(self, key: str, name: str) -> str:
        """What stands over it."""
        sheet = self.at(key, name)[0]
        return self.book.text(sheet, self.counters[sheet])

    def refuses(self, key: str, name: str, text: str, says: str) -> None:
        """The cell stays as it was, and a box says what is wanted."""
        before = self.value(key, name)
        assert not self.type(key, name, text), text
        assert says in str(self.book.message), self.book.message
        assert self.value(key, name) == before

    def does(self, *steps: tuple[str, str, str, str]) -> None:
        """Step by step: row, column, what is typed (nothing: it is cleared), and what the check column says then."""
        for key, name, text, says in steps:
            done = self.type(key, name, text) if text else self.clear(key, name)
            assert done, f"{key} {name} {text}: {self.book.message}"
            assert self.check(key, name) == says, (key, name, text)


def letter_of(cell: str) -> str:
    return cell.rstrip("0123456789")


@contextlib.contextmanager
def hands(office: Office, path: Path, desk: Context) -> Iterator[Hands]:
    """At a form that was opened by a double click."""
    workbook = load_workbook(path)
    places: dict[tuple[str, str], tuple[str, str]] = {}
    counters: dict[str, str] = {}
    for layout in desk.layout.sheets:
        if layout.name in workbook.sheetnames:
            lines = list(workbook[layout.name].iter_rows(values_only=True))
            header = next(at for at, line in enumerate(lines) if line[0] == layout.columns[0].label)
            check = next(at for at, column in enumerate(layout.columns, 1) if column.shows == CHECK_PATH)
            counters[layout.name] = f"{letter(check)}{header + 1}"
            keys = {str(line[-1] or "").partition("/")[2]: at for at, line in enumerate(lines, 1) if at > header + 1}
            places |= cells_of(layout, keys, header)
    workbook.close()
    with office.open(path) as book:
        yield Hands(book, places, counters)


def cells_of(layout: SheetLayout, keys: Mapping[str, int], header: int) -> dict[tuple[str, str], tuple[str, str]]:
    """The cells of a table and the inputs of its heading. header: the row above the header."""
    heading = {("", item.asks.key): (layout.name, f"{item.asks_at}{header}") for item in layout.heading if item.asks}
    return heading | {
        (key, column.key): (layout.name, f"{letter(index)}{row}")
        for index, column in enumerate(layout.columns, 1)
        for key, row in keys.items()
        if key
    }


def without(said: dict[str, Any], *keys: str) -> dict[str, Any]:
    """All but the rows that a person types herself."""
    return {**said, "rows": {key: answers for key, answers in said["rows"].items() if str(key) not in keys}}


Bureaus = Callable[[str, Step], Bureau]


def test_a_milestone_and_its_number_are_filled_in(office: Office, bureau: Bureaus, tmp_path: Path) -> None:
    """三水: 卢瑜 has one milestone and two numbers left."""
    at, node, number = bureau("sanshui-2020", SANSHUI), "1@0331", "2@0630#2"
    said = without(at.said("卢瑜"), node, number, "2@0630#4")
    with hands(office, at.filled("卢瑜", said, tmp_path / "表.xlsx"), at.desk) as person:
        assert person.counter(node, "state") == "检查：\n缺1处"
        assert person.choices(node, "state") == ["已按期完成", "已逾期完成", "未完成", "申请调整"]  # its day is over
        person.refuses(node, "state", "完成了", "请从下拉框中选择")
        person.refuses(node, "actual", "2021-01-31", "2020-01-01至2021-01-10")
        person.refuses(node, "actual", "5月底", "写全年月日")
        assert person.choose(node, "state", "已逾期完成")
        assert person.check(node, "state") == "缺实际完成日期"
        person.does(
            (node, "actual", "2020-3-31", "实际完成日期应晚于完成时限"),
            (node, "actual", "2020.5.22", "缺完成说明"),
            (node, "progress", "19人。\n签订合作协议4份。", "缺佐证材料"),
            (node, "evidence", "通知、方案", "✓"),
        )
        assert person.sees(node, "actual") == "2020-05-22"
        assert (person.counter(node, "state"), person.counter(number, "value")) == ("检查：\n✓已填好", "检查：\n缺2处")
        for text in ("约270", "270个", "27O", "-1", "无", "/"):
            person.refuses(number, "value", text, "只写数字")
        person.does(
            (number, "value", "270.125", "完成数不是可填的数"),
            (number, "value", "", "缺完成数"),
            (number, "value", "270.5", "✓"),
            ("2@0630#4", "value", "1,450", "✓"),
        )
        assert person.counter(number, "value") == "检查：\n✓已填好"
        person.book.save_as(tmp_path / "卢瑜.xlsx", "xlsx")
    typed: Cells = {
        (node, "state"): "已逾期完成",
        (node, "actual"): date(2020, 5, 22),
        (node, "progress"): "19人。\n签订合作协议4份。",
        (number, "value"): Decimal("270.5"),
        ("2@0630#4", "value"): Decimal(1450),
        ("2@0630#6", "value"): Decimal(840),
    }
    at.comes_to(tmp_path / "卢瑜.xlsx", date(2020, 10, 12), tmp_path / "out", typed)


def test_scores_stay_inside_their_points_and_losses_have_reasons(
    office: Office, bureau: Bureaus, tmp_path: Path
) -> None:
    """泉州: 规划科 has one goal of two points left, three numbers and the words about its year."""
    at, goal, year = bureau("quanzhou-2024", QUANZHOU), "1-1-1", "~GHK"
    said = without(at.said("规划科"), goal, year, "1-1-1#1", "1-1-1#2", "1-1-2#3")
    said["each"] = {"state": "已按期完成", "score": "=weight"}
    mine = {goal: {"state": "未全部完成", "progress": "竣工17个。", "evidence": "备案表17份", "score": None}}
    said["rows"] |= mine
    with hands(office, at.filled("规划科", said, tmp_path / "表.xlsx"), at.desk) as person:
        assert (person.check(goal, "score"), person.counter(goal, "score")) == ("缺自评得分", "检查：\n缺1处")
        for text in ("2.1", "-0.1", "1.8分", "满分"):
            person.refuses(goal, "score", text, "请填写0至2之间的数")
        person.does((goal, "score", "1.95", "自评得分不是可填的数"))  # too fine, and what is wrong can be seen
        assert person.sees(goal, "score") == "1.95"
        person.does((goal, "score", "2", "✓"), (goal, "score", "1.9", "缺扣分原因"))
        assert person.counter(goal, "score") == "检查：\n缺1处"
        person.does((goal, "loss", "少2个项目。", "✓"))
        assert person.counter(goal, "score") == "检查：\n✓已填好"
        person.refuses("1-1-1#1", "value", "17个", "只写数字")
        person.does(("1-1-1#1", "value", "17", "✓"), ("1-1-1#2", "value", "2.35", "✓"), ("1-1-2#3", "value", "30", "✓"))
        assert person.counter("1-1-1#1", "value") == "检查：\n✓已填好"
        person.refuses(year, "plans", "改" * 501, "500字以内")
        person.does(
            (year, "done", "主要工作。\n成效。", "缺存在的问题"),
            (year, "lacks", "用地报批滞后。", "缺改进措施"),
            (year, "plans", "改" * 500, "✓"),
        )
        assert person.counter(year, "done") == "检查：\n✓已填好"
        person.book.save_as(tmp_path / "规划科.xlsx", "xlsx")
    typed: Cells = {
        (goal, "score"): Decimal("1.9"),
        (goal, "loss"): "少2个项目。",
        ("1-1-3", "score"): Decimal(1),
        ("1-1-1#1", "value"): Decimal(17),
        ("1-1-1#2", "value"): Decimal("2.35"),
        ("1-1-2#3", "value"): Decimal(30),
        (year, "done"): "主要工作。\n成效。",
        (year, "plans"): "改" * 500,
    }
    at.comes_to(tmp_path / "规划科.xlsx", date(2024, 12, 30), tmp_path / "out", typed)


def test_who_leads_is_chosen_and_a_no_needs_its_reason(office: Office, bureau: Bureaus, tmp_path: Path) -> None:
    """惠州: 安全科 is asked about 18, 19 and 21, and may speak up for any other."""
    at = bureau("huizhou-2020", HUIZHOU)
    said = without(at.said("安全科"), "18~AQK", "19~AQK", "1~AQK")
    with hands(office, at.filled("安全科", said, tmp_path / "表.xlsx"), at.desk) as person:
        assert person.counter("18~AQK", "opinion") == "检查：\n缺2处"
        assert person.choices("10~AQK", "opinion") == ["同意牵头", "不宜牵头", "参与配合"]
        person.refuses("18~AQK", "opinion", "再议", "请从下拉框中选择")
        person.refuses("18~AQK", "due", "2021-1-1", "2020-01-01至2020-12-31")
        assert (person.check("18~AQK", "opinion"), person.check("10~AQK", "opinion")) == ("缺本单位意见", "")
        person.does(("18~AQK", "opinion", "不宜牵头", "缺建议牵头单位和理由"))
        person.does(
            ("18~AQK", "advice", "建议办公室牵头，涉及各科室。", "✓"), ("18~AQK", "leader", "张丽华", "不应填责任领导")
        )
        person.does(("18~AQK", "leader", "", "✓"))
        assert person.choose("19~AQK", "opinion", "同意牵头")
        person.does(("19~AQK", "leader", "张丽华", "✓"), ("19~AQK", "due", "2020年9月30日", "✓"))
        assert person.choose("10~AQK", "opinion", "同意牵头")
        person.does(("1~AQK", "opinion", "参与配合", "✓"), ("2~AQK", "due", "2020-6-30", "✓"), ("2~AQK", "due", "", ""))
        assert person.counter("18~AQK", "opinion") == "检查：\n✓已填好"
        person.book.save_as(tmp_path / "安全科.xlsx", "xlsx")
    typed: Cells = {
        ("18~AQK", "opinion"): "不宜牵头",
        ("18~AQK", "advice"): "建议办公室牵头，涉及各科室。",
        ("18~AQK", "leader"): None,
        ("19~AQK", "due"): date(2020, 9, 30),
        ("10~AQK", "opinion"): "同意牵头",
        ("1~AQK", "opinion"): "参与配合",
        ("2~AQK", "opinion"): None,
    }
    at.comes_to(tmp_path / "安全科.xlsx", date(2020, 3, 31), tmp_path / "out", typed)


def test_two_steps_are_owed_and_two_more_may_follow(office: Office, bureau: Bureaus, tmp_path: Path) -> None:
    """华容: 后勤中心 has one task with room for four steps."""
    at = bureau("huarong-2021", HUARONG)
    with hands(office, at.form("后勤中心"), at.desk) as person:
        assert person.counter("3+1", "content") == "检查：\n缺4处"  # two steps, who filled it in, and when
        assert [person.check(f"3+{step}", "content") for step in (1, 2, 3, 4)] == ["缺阶段目标", "缺阶段目标", "", ""]
        person.refuses("3+1", "day", "2022-1-1", "2021-01-01至2021-12-31")
        person.refuses("3+1", "day", "上半年", "写全年月日")
        person.refuses("3+1", "content", "做" * 81, "80字以内")
        person.refuses("", "reported_on", "3月底", "写全年月日")
        assert person.type("", "reporter", "孙建华")
        assert person.type("", "reported_on", "2021-3-26")
        person.does(
            ("3+1", "content", "选定2所示范校", "缺完成日期"),
            ("3+1", "day", "2021/4/30", "✓"),
            ("3+2", "day", "2021-6-18", "缺阶段目标"),
            ("3+2", "content", "召开现场会", "✓"),
            ("3+3", "day", "2021-12-15", "缺阶段目标"),
            ("3+3", "content", "通报评比结果", "✓"),
            ("3+4", "content", "多写的", "缺完成日期"),
        )
        assert person.counter("3+1", "content") == "检查：\n缺1处"
        person.does(("3+4", "content", "", ""))
        assert person.counter("3+1", "content") == "检查：\n✓已填好"
        person.book.save_as(tmp_path / "后勤中心.xlsx", "xlsx")
    typed: Cells = {
        ("", "reporter"): "孙建华",
        ("", "reported_on"): date(2021, 3, 26),
        ("3+1", "day"): date(2021, 4, 30),
        ("3+2", "day"): date(2021, 6, 18),
        ("3+3", "content"): "通报评比结果",
        ("3+4", "content"): None,
    }
    at.comes_to(tmp_path / "后勤中心.xlsx", date(2021, 3, 31), tmp_path / "out", typed)


def test_a_percentage_with_its_sign_is_seen_asked_about_and_mended(
    office: Office, bureau: Bureaus, tmp_path: Path
) -> None:
    """30% is stored as 0.3. The cell shows 0.3 and stays as it is, so that 30 typed over it is 30."""
    at, share, other = bureau("quanzhou-2024", QUANZHOU), "1-1-2#3", "1-1-2#2"
    with hands(office, at.filled("规划科", at.said("规划科"), tmp_path / "表.xlsx"), at.desk) as person:
        for key in (share, other):
            assert person.type(key, "value", "35%")
            assert (person.value(key, "value"), person.sees(key, "value")) == (0.35, "0.35")
        person.does((other, "value", "50", "✓"))
        assert (person.value(other, "value"), person.sees(other, "value")) == (50, "50")
        person.book.save_as(tmp_path / "百分号.xlsx", "xlsx")
        person.does((share, "value", "35", "✓"))
        person.book.save_as(tmp_path / "改好.xlsx", "xlsx")
    told = at.compile(date(2024, 12, 30), tmp_path / "百分号.xlsx", "--out", tmp_path / "out")
    assert told.codes("百分号.xlsx") == ["percent-as-fraction"]
    assert told.outcomes == {"百分号.xlsx": "to-be-corrected"}
    typed: Cells = {(share, "value"): Decimal(35), (other, "value"): Decimal(50)}
    at.comes_to(tmp_path / "改好.xlsx", date(2024, 12, 30), tmp_path / "out2", typed)


def test_saved_again_by_another_program_numbers_stay_exact(office: Office, bureau: Bureaus, tmp_path: Path) -> None:
    """三水: 卢瑜's numbers as formulas leave them; who leads and whom to ask stand on lines of their own."""
    at = bureau("sanshui-2020", SANSHUI)
    said = at.said("卢瑜")
    exact = {"2@0630#2": 3100.5, "2@0630#4": 1234.56, "2@0630#6": 28 * 30.1, "2@0930#1": 0.1 + 0.2}
    said["rows"] |= {key: {"value": value} for key, value in exact.items()}
    with hands(office, at.filled("卢瑜", said, tmp_path / "表.xlsx"), at.desk) as person:
        assert "\n" in person.sees("1@0331", "people")
        assert person.counter("2@0630#2", "value") == "检查：\n✓已填好"
        person.book.save_as(tmp_path / "再存.xlsx", "xlsx")
    typed: Cells = {
        ("2@0630#2", "value"): Decimal("3100.5"),
        ("2@0630#4", "value"): Decimal("1234.56"),
        ("2@0630#6", "value"): Decimal("842.8"),
        ("2@0930#1", "value"): Decimal("0.3"),
    }
    at.comes_to(tmp_path / "再存.xlsx", date(2020, 10, 12), tmp_path / "out", typed)


def test_recalled_answers_are_not_taken_for_edited_ones(office: Office, bureau: Bureaus, tmp_path: Path) -> None:
    """泉州: the judges see what 规划科 said, and score beside it; their file was saved by another program."""
    first = bureau("quanzhou-2024", QUANZHOU)
    first.desk.returns_folder.mkdir(parents=True, exist_ok=True)
    said = first.said("规划科")
    said["rows"]["1-1-1"]["loss"] = "少2个。\n用地报批滞后。"
    first.filled("规划科", said, first.desk.returns_folder / "规划科.xlsx")
    assert first.compile(date(2025, 1, 6)).outcomes == {"规划科.xlsx": "accepted"}
    at = bureau("quanzhou-2024", JUDGED)
    (form,) = at.desk.forms_folder.glob(f"*-{JUDGED.form}-*.xlsx")
    with hands(office, form, at.desk) as person:
        assert person.sees("1-1-1", "said") == said["rows"]["1-1-1"]["progress"]
        assert (person.sees("1-1-1", "claimed"), person.sees("1-1-1", "owned")) == ("1.8", "少2个。\n用地报批滞后。")
        assert person.type("1-1-1", "approved", "1.6")
        assert person.check("1-1-1", "approved") == "缺核定扣分理由"
        assert person.type("1-1-1", "ground", "少2个。")
        assert person.check("1-1-1", "approved") == "✓"
        person.book.save_as(tmp_path / "核定.xlsx", "xlsx")
    told = at.compile(date(2025, 1, 10), tmp_path / "核定.xlsx", "--out", tmp_path / "out")
    assert set(told.codes("核定.xlsx")) == {"missing"}  # of all that was not scored yet
    assert at.accepted(tmp_path / "核定.xlsx")["1-1-1", "approved"] == Decimal("1.6")


FURTHER = (
    ("city-projects-2025", "市卫生健康委"),
    ("work-safety-2025", "市教育局"),
    ("county-inspection-2025", "县疾控中心"),
    ("township-2025", "上坪村"),
    ("enterprise-2025", "安全监督部"),
)
"""Of each further office, who fills in its form."""
SAVED_AS: tuple[Kind, ...] = ("xlsx", "xls", "ods")
"""In the first, the second and the third period."""


@pytest.mark.parametrize(("plan", "unit"), FURTHER)
def test_the_form_of_a_further_office_is_typed_saved_and_compiled_over_three_periods(
    office: Office, tmp_path: Path, plan: str, unit: str
) -> None:
    """What a unit answers in the demo, typed cell by cell over what was carried, is accepted as a program's is."""
    script = yaml.safe_load((ROOT / "examples" / plan / "answers.yaml").read_text(encoding="utf-8"))
    stage = Stage(plan, tmp_path / plan)
    stage.set_up()
    for step, kind in zip(steps_of(script), SAVED_AS, strict=True):
        stage.play(replace(step, compiled=None), {})
        at = Bureau(stage, step)
        filled = at.filled(unit, at.said(unit), tmp_path / f"{step.period}.xlsx")
        target = at.desk.returns_folder / f"{unit}.{kind}"
        with office.open(at.form(unit)) as book:
            for sheet, cell, text in typed_cells(at.form(unit), filled):
                assert book.fill(sheet, cell, text), (sheet, cell, text, book.message)
            book.save_as(target, kind)
        assert step.compiled
        assert at.compile(step.compiled).outcomes == {target.name: "accepted"}
        assert at.accepted(target) == at.accepted(filled)


def typed_cells(blank: Path, filled: Path) -> Iterator[tuple[str, str, str]]:
    """The cells in which a filled form differs from a blank one, with what a person types there."""
    before, after = load_workbook(blank), load_workbook(filled)
    for sheet in after:
        for line in sheet.iter_rows():
            for cell in line:
                if cell.value is not None and cell.value != before[sheet.title][cell.coordinate].value:
                    value = cell.value.date() if isinstance(cell.value, datetime) else cell.value
                    yield sheet.title, cell.coordinate, str(value)
