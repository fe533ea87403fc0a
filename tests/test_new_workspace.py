"""`duban init --from` and `duban import` of a plan's workbook: a table becomes an office, or nothing does."""

from collections.abc import Sequence
from pathlib import Path

import pytest
import yaml
from openpyxl import load_workbook

from tests.clerk import Clerk, CommandResult
from tests.imports.cases import long_case

TABLE = """\
2025年重点任务表
序号,任务名称,责任单位,谁盯着,完成时限
1,修订预案,应急办,张三,3月底前
2,清理河道,水利站,李四,6月底前
"""
MARCH = ("--period", "2025-03", "--as-of", "2025-03-20")


@pytest.fixture
def home(tmp_path: Path) -> Clerk:
    """A folder in which somebody stands, with a table in it."""
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "任务表.csv").write_text(TABLE, encoding="utf-8")
    return Clerk(tmp_path / "home")


def begin(home: Clerk, *more: str) -> CommandResult:
    return home.run("duban", "init", "我局", "--from", "任务表.csv", *more)


def test_an_office_begins_with_its_own_table(home: Clerk) -> None:
    told = begin(home, "--column", "谁盯着=责任领导")
    office = home.folder / "我局"
    assert told.exit == 1, told.output  # nobody knows yet who issues it
    assert sorted(path.name for path in (office / "plans").iterdir()) == ["2025", "holidays.yaml"]
    config = yaml.safe_load((office / "config.yaml").read_text(encoding="utf-8"))
    assert (config["计划"], config["导入栏目"]) == ("plans/2025", {"谁盯着": "责任领导"})
    assert Clerk(office).run("duban", "check").exit in {0, 1}


def test_the_comments_of_a_new_config_stay(home: Clerk) -> None:
    begin(home)
    home.run("duban", "init", "别局")
    own, sample = ((home.folder / name / "config.yaml").read_text(encoding="utf-8") for name in ("我局", "别局"))
    assert own.replace("plans/2025 ", "plans/sample ", 1).split() == sample.split()


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--column", "谁盯着=没有这个键"), "import-column-key"),
        (("--column", "谁盯=责任领导"), "import-column-header"),
        (("--column", "第9列=责任领导"), "import-column-header"),
        (("--from", "没有.xlsx"), "cannot-read"),
        (("--as", "../外面"), "import-folder-name"),
    ],
)
def test_what_is_refused_makes_no_office(home: Clerk, arguments: tuple[str, ...], code: str) -> None:
    told = begin(home, *arguments, "--json")
    assert (told.exit, [error["code"] for error in told.json["errors"]]) == (2, [code])
    assert [path.name for path in home.folder.iterdir()] == ["任务表.csv"]


def test_an_office_that_is_there_is_left_alone(home: Clerk) -> None:
    begin(home)
    before = {path: path.read_bytes() for path in (home.folder / "我局").rglob("*") if path.is_file()}
    assert begin(home).exit == 2
    assert {path: path.read_bytes() for path in before} == before


def test_a_plan_that_is_there_is_left_alone(home: Clerk) -> None:
    """Though no config says that it is an office."""
    plan = home.folder / "我局/plans/2025/plan.yaml"
    plan.parent.mkdir(parents=True)
    plan.write_text("计划: {}\n", encoding="utf-8")
    assert begin(home).exit == 2
    assert plan.read_text(encoding="utf-8") == "计划: {}\n"
    assert not (home.folder / "我局/config.yaml").exists()


def test_a_table_of_130_rows_becomes_forms_with_two_commands(home: Clerk) -> None:
    """Nothing has to be typed in between."""
    case = long_case(130)
    (home.folder / case.file).write_bytes(case.data)
    assert home.run("duban", "init", "我局", "--from", case.file).exit == 1
    built = Clerk(home.folder / "我局").run("build", *MARCH, "--quiet", "--json")
    assert (built.exit, len(built.json["forms"])) == (0, 13), built.output


def test_a_workbook_of_the_plan_is_read_back_by_the_same_command(home: Clerk) -> None:
    begin(home)
    office = Clerk(home.folder / "我局")
    path = office.folder / office.run("duban", "plan", "--excel", "--json").json["path"]
    book = load_workbook(path)
    cell = next(cell for row in book["任务"].iter_rows() for cell in row if cell.value == "清理河道")
    cell.value = "清理沟渠"
    book.save(path)
    told = office.run("duban", "import", path)
    assert "由“清理河道”改为“清理沟渠”" in told.output
    assert "清理沟渠" in (office.folder / "plans/2025/plan.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("units", "words"),
    [
        (("县教育局", "大坪镇人民政府", "县城投公司"), {"股室": "单位", "局领导": "领导"}),
        (("人事科", "财务科", "机关党委"), {"股室": "科室"}),
        (("人事股", "安全股", "机关党委"), None),
        (("张三", "李四", "县教育局"), None),
    ],
)
def test_a_new_office_prints_what_its_units_are(
    home: Clerk, units: Sequence[str], words: dict[str, str] | None
) -> None:
    """股室 of the shipped templates is said of nobody who is none, and she is told."""
    rows = (f"{number},修订预案{number},{unit},6月底前" for number, unit in enumerate(units, 1))
    table = "\n".join(("2025年重点任务表", "序号,任务名称,责任单位,完成时限", *rows))
    (home.folder / "任务表.csv").write_text(table, encoding="utf-8")
    told = begin(home).output
    config = yaml.safe_load((home.folder / "我局/config.yaml").read_text(encoding="utf-8"))
    assert config.get("用词") == words
    assert all(f"“{shipped}”写作“{own}”" in told for shipped, own in (words or {}).items())
    assert ("用词" in told) == (words is not None)
