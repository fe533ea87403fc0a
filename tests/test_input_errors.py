"""What the office itself gets wrong: told all at once, in Chinese, with line and hint; nothing is written."""

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
from openpyxl import load_workbook

import duban.reports  # noqa: F401  — files its rows on the shelf
from duban.fields import FIELD_KINDS
from duban.messages.finding import Severity
from duban.model.config import Config
from duban.model.layout import Layout, SheetLayout
from duban.model.role import Role
from duban.model.verdict import CLAIM_MEANINGS, Light, LightRules
from duban.proofreading.locked_columns import shown_paths
from duban.reports.old_names import OLD_TABLES
from duban.reports.table_rows import TABLES, Subject
from duban.review.lights import light_rule, memory_rule
from duban.text.folding import printable_text
from duban.validation.declaration import Field, split_annotation
from duban.validation.model import Model, fields_of_model
from tests import returns
from tests.clerk import PLAN, ROOT, TASK_SHEET, Clerk, CommandResult

# What a template designer writes is English: names that may be chosen are told as they are.
FILES = [path.stem for path in (ROOT / "templates").rglob("*.yaml")]
ROWS = get_args(fields_of_model(SheetLayout)["rows"].annotation)
TABLE_CODES = [*TABLES, *OLD_TABLES, *Subject]
LIGHTS = [*light_rule, *memory_rule, *Light]
NAMES_OF_TEMPLATES = [*TABLE_CODES, *Role, "role", "rule", *Severity, *FIELD_KINDS, *ROWS, *CLAIM_MEANINGS, *FILES]
TEMPLATE_NAMES = " ".join([*NAMES_OF_TEMPLATES, *LIGHTS])
JUNE = ("--period", "2022-06", "--as-of", "2022-06-03")
PROGRESS = (ROOT / "templates" / "forms" / "progress.yaml").read_text(encoding="utf-8")

# Latin words that may stand among Chinese ones: names of programs, formats and commands, and stand-ins in the usage.
NAMES = {
    *("edition", "notice", "page", "pdf"),
    "Excel",
    "WPS",
    "LibreOffice",
    "YAML",
    "JSON",
    "Tab",
    "UTF",
    "Word",
    "PDF",
    "CSV",
    "PPT",
    "duban",
    "build",
    "compile",
}
NAMES |= {
    "check",
    "close",
    "export",
    "fill",
    "history",
    "import",
    "init",
    "main",
    "new-year",
    "plan",
    "rebuild",
    "status",
    "template",
    "texts",
    "renew-key",
    "undo",
    "verify",
}
PATHS = shown_paths(returns.snapshot().assignment.milestone_rows(returns.office().plan.tasks[0])[0])
"""What a column may show is named as layouts write it."""
LATIN = re.compile(r"(?<![\w./@-])[A-Za-z]{2,}(?![\w./@-])")


@pytest.fixture
def clerk(tmp_path: Path) -> Clerk:
    return Clerk(tmp_path / "desk")


def everything(folder: Path) -> dict[str, bytes]:
    """All that lies below a folder, but the empty file that is locked; a folder has no bytes."""
    paths = [path for path in folder.rglob("*") if path.name != "运行.lock"]
    return {str(path): path.read_bytes() if path.is_file() else b"" for path in paths}


def refused(clerk: Clerk, command: str, *arguments: object) -> CommandResult:
    """Run it; it must end with 2, tell it in Chinese, and leave no trace."""
    before = everything(clerk.folder)
    told = clerk.run(command, *arguments)
    assert told.exit == 2, told.output
    assert everything(clerk.folder) == before
    typed = [str(each) for each in arguments]
    own = [path for pattern in ("*.*ml", "*.txt") for path in clerk.folder.rglob(pattern)]
    written = [path.read_text(encoding="utf-8", errors="replace") for path in own]
    words = told.output
    if "--json" in arguments:
        words = "\n".join(error["sentence"] + error["hint"] for error in told.json["errors"])
    assert english(words, *typed, *written, PROGRESS, TEMPLATE_NAMES, *PATHS) == []
    return told


def english(words: str, *known: str) -> list[str]:
    """Latin words that are no names, no codes, and stand in nothing that a person wrote: such are only echoed."""
    echoed = {part for each in known for part in re.findall("[A-Za-z]+", each)}
    words = re.sub(r"\[[a-z-]+\]|“[^”]*”|'[^']*'", "", words)
    return [word for word in LATIN.findall(words) if word not in NAMES | echoed]


def places(told: CommandResult) -> list[str]:
    """Where each mistake stands and its code."""
    found = re.findall(r"^(\S+?): 错误：.*\n  → \S.*\[([a-z-]+)\]$", told.output, re.MULTILINE)
    return [f"{place} {code}" for place, code in found]


def edit(path: Path, *changes: tuple[str, str]) -> None:
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    path.write_text(text, encoding="utf-8")


def own(clerk: Clerk, name: str, text: str) -> Path:
    """The office's own template in place of the shipped one, and of the plan's, which would win."""
    (clerk.folder / "plans" / PLAN / name).unlink(missing_ok=True)
    path = clerk.folder / "templates" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


# ---- config, plan, units


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", ["config.yaml:1 key-missing"]),
        ("- 甲\n- 乙\n", ["config.yaml:1 value-shape"]),
        ("计划：plans/taishan-2022\n", ["config.yaml:1 yaml-full-width"]),
        ("计划: [plans\n", ["config.yaml:1 yaml-syntax"]),
        ("计划: plans/taishan-2023\n", ["plans/taishan-2023 plan-missing"]),
        (
            "计划: plans/taishan-2022\n输处: x\n颜色: {red: abc}\n表格密码: 中文\n",
            ["config.yaml:2 key-unknown", "config.yaml:3 value-pattern", "config.yaml:4 value-pattern"],
        ),
        (
            "计划: plans/taishan-2022\n读取:\n  内存: 8\n  分: 1\n",
            ["config.yaml:3 value-range", "config.yaml:4 key-unknown"],
        ),
        ("计划: plans/taishan-2022\n亮灯规则: 银川\n", ["config.yaml:2 value-choice"]),
        ("计划: plans/taishan-2022\n配色: 色盲\n", ["config.yaml:2 value-choice"]),
    ],
)
@pytest.mark.parametrize("command", ["build", "compile"])
def test_a_broken_config_is_told_by_its_lines(clerk: Clerk, command: str, text: str, wanted: list[str]) -> None:
    (clerk.folder / "config.yaml").write_text(text, encoding="utf-8")
    assert places(refused(clerk, command, *JUNE)) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", ":1 key-missing"),
        ("name: 一地\nsource: 试\nrules:\n  overdue: {settings: {from_days: 8}}\n", ":4 light-rule-gap"),
        ("name: 一地\nsource: 试\nrules:\n  overdue:\n    light: orange\n", ":5 value-choice"),
        ("name: 一地\nsource: 试\nrules:\n  repeatedly: {}\n", ":4 value-choice"),
    ],
)
def test_a_broken_preset_of_lights_is_told_by_its_line_though_no_config_names_it(
    clerk: Clerk, text: str, wanted: str
) -> None:
    own(clerk, "lights-presets/own.yaml", text)
    assert f"templates/lights-presets/own.yaml{wanted}" in places(refused(clerk, "build", *JUNE))


def test_a_colour_that_paints_nothing_is_told_by_its_line_in_an_offices_own_set(clerk: Clerk) -> None:
    own(clerk, "palettes/own.yaml", "name: 本局\ncolors:\n  red: FFC7CE\n  redd: FFC7CE\n")
    assert "templates/palettes/own.yaml:4: 提醒：没有名为“redd”的颜色" in clerk.run("duban", "check").output


def test_a_config_in_no_known_encoding_is_told(clerk: Clerk) -> None:
    (clerk.folder / "config.yaml").write_bytes(b"\xff\xfe\x00\x81\x82")
    assert places(refused(clerk, "build", *JUNE)) == ["config.yaml yaml-encoding"]


def test_a_config_that_is_not_there_is_told(clerk: Clerk) -> None:
    assert places(refused(clerk, "build", *JUNE, "--config", "别处.yaml")) == ["别处.yaml file-missing"]


def test_a_config_that_is_a_folder_is_told(clerk: Clerk) -> None:
    (clerk.folder / "config").mkdir()
    refused(clerk, "build", *JUNE, "--config", "config")


def test_missing_plan_and_units_are_told_together(clerk: Clerk) -> None:
    for name in ("plan.yaml", "units.yaml"):
        (clerk.folder / "plans" / PLAN / name).unlink()
    told = refused(clerk, "build", *JUNE)
    assert places(told) == [f"plans/{PLAN}/{name} file-missing" for name in ("plan.yaml", "units.yaml")]


def test_the_mistakes_of_all_files_are_told_at_once(clerk: Clerk) -> None:
    """A day that is none, a slip in a key, a code in small letters, a holiday in month 13, a template with nothing."""
    plan = clerk.folder / "plans" / PLAN / "plan.yaml"
    edit(plan, ("- 3月底前: 完成招标", "- 13月底前: 完成招标"), ("名称: 增加学位供给", "名陈: 增加学位供给"))
    edit(clerk.folder / "plans" / PLAN / "units.yaml", ("代码: JAG", "代码: jag"))
    (clerk.folder / "plans" / "holidays.yaml").write_text("2022: {休: [2022-13-01]}\n", encoding="utf-8")
    own(clerk, "forms/progress.yaml", "name: 进展情况表\ncode: JZ\nguide_name: 说明\nsheets: []\nfoo: 1\n")
    lines = plan.read_text(encoding="utf-8").splitlines()
    day = next(number for number, line in enumerate(lines, 1) if "13月底前" in line)
    key = next(number for number, line in enumerate(lines, 1) if "名陈" in line)
    told = refused(clerk, "build", *JUNE)
    assert set(places(told)) >= {
        f"plans/{PLAN}/plan.yaml:{day} date-unreadable",
        f"plans/{PLAN}/plan.yaml:{key} key-unknown",
        f"plans/{PLAN}/units.yaml:7 unit-code",
        "plans/holidays.yaml:1 date-unreadable",
        "templates/forms/progress.yaml:4 value-empty",
        "templates/forms/progress.yaml:5 key-unknown",
    }
    assert "是否为“名称”？" in told.output
    assert set(places(refused(clerk, "compile", *JUNE))) == set(places(told))
    assert set(places(refused(clerk, "duban", "check"))) == set(places(told))


def test_a_unit_that_the_directory_does_not_have_is_told_with_the_nearest(clerk: Clerk) -> None:
    edit(clerk.folder / "plans" / PLAN / "plan.yaml", ("牵头: 人事股", "牵头: 人事古"))
    told = refused(clerk, "build", *JUNE)
    assert "是否为“人事股”？" in told.output
    assert [place.partition(" ")[2] for place in places(told)] == ["unit-unknown"]


def test_mistakes_as_json_are_one_object(clerk: Clerk) -> None:
    (clerk.folder / "config.yaml").write_text("计划: plans/taishan-2022\n输处: x\n", encoding="utf-8")
    errors = refused(clerk, "build", *JUNE, "--json").json["errors"]
    assert [(error["code"], error["place"], error["severity"]) for error in errors] == [
        ("key-unknown", "config.yaml:2", "error")
    ]


# ---- templates


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("{{ cycle.title }}", "{{ cycle.titel }}"),  # a fact that there is not
        ("{{ period.label }}累计进展", "{{ period.label | cn_dat }}累计进展"),  # a filter that there is not
        ("{{ cycle.title }}", "{{ cycle.title"),  # a bracket left open
        ("shows: task.name,", "shows: task.nam,"),
        ("earliest: year_start", "earliest: year_begin"),
        ("latest: quarter_after", "latest: quarter_aftr"),
        ("kind: choice", "kind: choise"),
        ("at: E\n", "at: ZZ\n"),
        ("at: E\n", "at: 丁\n"),
        ("asks_at: F", "asks_at: F3"),
        ("asks_at: F", "asks_at: G"),  # not beside its label, where a return is read
        ("at: E\n", "at: 'D:E'\n"),
        ("required_when: {state: [已逾期完成]}", "required_when: {stat: [已逾期完成]}"),
        ("required_when: {state: [已逾期完成]}", "required_when: {state: [逾期完成了]}"),  # no option of that column
        ("unchanged_unless: {remark: [", "unchanged_unless: {remarks: ["),
        ("rows: milestone", "rows: milestones"),
        ("fold: finished", "fold: finish"),
        ("max: 300", "max: -1"),
        ("max: 300", "max: 40000"),  # more than a cell holds
        ("key: problems", "key: progress"),  # two columns of one name
        ("name: 节点确认", "name: 进展情况表"),  # two sheets of one name
        ("name: 节点确认", "name: 节点/确认"),  # no name for a sheet
        ("means: done-late", "means: done-lately"),
        (
            "label: 责任股室, shows: units,",
            "label: 责任股室, recalls: {column: progress},",
        ),  # and carried into its cell
    ],
)
def test_a_slip_in_a_layout_is_told_by_its_line(clerk: Clerk, old: str, new: str) -> None:
    path = own(clerk, "forms/progress.yaml", PROGRESS)
    edit(path, (old, new))
    told = refused(clerk, "build", *JUNE)
    assert all(place.startswith("templates/forms/progress.yaml:") for place in places(told))
    assert places(told)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("texts/words.yaml", 'check-done: "{{ x"\n'),  # a bracket left open
        ("texts/words.yaml", "check-done: [✓]\n"),
        ("texts/returns.yaml", "missing: {severity: mast, says: 缺, hint: 补}\n"),
        ("notices/issue.txt", "{{ nonsense }}{% if %}"),
        ("lights.yaml", "rules: {foo: {light: red, word: 甲, reason: 乙}}\n"),
        ("wording.yaml", "empty: [甲, '']\n"),
        ("styles.yaml", "styles: {foo: {colour: 1}}\n"),
        ("reports/overview.yaml", "name: 总览\ntitle: 甲\nwidths: [5]\nblocks: [{rows: nothing}]\n"),
        ("reports/overview.yaml", "name: 总览\ntitle: 甲\nwidths: [5]\nblocks: [{text: 乙, more_on: nothing}]\n"),
        ("reports/books.yaml", "books: [{file: 甲.xlsx, sheets: [nothing]}]\n"),
        ("letters.yaml", "kinds: {circular: {name: 通报, file: 通报, lines: {together: 17}}}\n"),
    ],
)
@pytest.mark.parametrize("command", ["build", "compile"])
def test_a_broken_template_is_told_and_nothing_is_written(clerk: Clerk, command: str, name: str, text: str) -> None:
    """Whichever command meets it first: a clerk would rather know in June's first week."""
    (clerk.folder / "plans" / PLAN / name).unlink(missing_ok=True)  # what lies in the plan's folder would count
    own(clerk, name, text)
    told = refused(clerk, command, *JUNE)
    assert places(told)
    assert all(place.startswith(f"templates/{name}") for place in places(told))


def test_the_tables_that_a_report_may_show_are_listed_once_each(clerk: Clerk) -> None:
    """`milestones` is a name of 0.1.0 and of today."""
    (clerk.folder / "plans" / PLAN / "reports/overview.yaml").unlink(missing_ok=True)
    own(clerk, "reports/overview.yaml", "name: 总览\ntitle: 甲\nwidths: [5]\nblocks: [{rows: nothing}]\n")
    choices = refused(clerk, "build", *JUNE).output.partition("可以填：")[2].split()[0].split("、")
    assert "milestones" in choices
    assert len(choices) == len(set(choices))


def test_sentences_that_an_offices_own_file_leaves_out_are_no_crash(clerk: Clerk) -> None:
    """Either they stay as shipped, or they are told as missing."""
    own(clerk, "texts/words.yaml", "check-done: 好\n")
    told = clerk.run("build", *JUNE)
    assert told.exit == 0 or (told.exit == 2 and places(told))


# ---- what was asked for


@pytest.mark.parametrize(
    ("command", "arguments", "says"),
    [
        ("build", ("--period", "2022-05"), "2022-06（6月）、2022-07（7月）"),
        ("compile", ("--period", "2022-13"), "2022-06（6月）、2022-07（7月）"),
        ("build", (*JUNE, "--unit", "督导科"), "是否为“督导室”？"),
        ("build", (*JUNE, "--unit", "幼教组"), "没有要填的内容"),
        ("build", (*JUNE, "--form", "月报"), "可用的表：进展情况表"),
        ("build", (*JUNE, "--form", "阶段节点申报表"), "先在“填报”里加一项"),
        ("build", (*JUNE, "--form", "stages"), "计划没有用到“阶段节点申报表”"),
        ("build", (*JUNE, "--plan", "taishan-2023"), "现有计划：taishan-2022"),
        ("compile", (*JUNE, "没有.xlsx"), "没有.xlsx"),
        ("build", ("--as-of", "2022-06-31"), "2022-06-31"),
        ("build", ("--as-of", "昨天"), "昨天"),
        ("build", (*JUNE, "--jobs", "0"), "0 不在"),
        ("build", (*JUNE, "--jobs", "几个"), "不是数字"),
        ("build", ("--perod", "2022-06"), "--period"),
        ("build", ("--period",), "后面要写值"),
        ("build", ("多余",), "多余的参数"),
        ("build", ("--json=1",), "不用写值"),
        ("duban", ("bild",), "没有 bild 这个命令"),
        ("duban", ("init",), "缺少参数"),
    ],
)
def test_what_cannot_be_had_is_told_with_what_can(
    clerk: Clerk, command: str, arguments: tuple[str, ...], says: str
) -> None:
    assert says in refused(clerk, command, *arguments).output


def test_all_unknown_units_are_told_at_once(clerk: Clerk) -> None:
    told = refused(clerk, "build", *JUNE, "--unit", "督导科", "--unit", "人事古", "--unit", "人事股")
    assert places(told) == ["督导科 unit-not-found", "人事古 unit-not-found"]


def test_all_missing_returns_are_told_at_once(clerk: Clerk) -> None:
    told = refused(clerk, "compile", *JUNE, "甲.xlsx", "乙.xlsx")
    assert "甲.xlsx" in told.output
    assert "乙.xlsx" in told.output


@pytest.mark.parametrize(
    ("command", "arguments"),
    [
        *((command, ("--help",)) for command in ("build", "compile", "duban")),
        *(
            ("duban", (name, "--help"))
            for name in (
                "build",
                "compile",
                "check",
                "import",
                "init",
                "template",
                "close",
                "export",
                "new-year",
                "fill",
                "history",
                "edition",
            )
        ),
        ("duban", ("--version",)),
    ],
)
def test_help_is_in_chinese(clerk: Clerk, command: str, arguments: tuple[str, ...]) -> None:
    told = clerk.run(command, *arguments)
    assert told.exit == 0
    assert english(told.output) == []


def test_no_command_is_cut_short_in_the_list_of_commands(clerk: Clerk) -> None:
    assert "..." not in clerk.run("duban", "--help").output.partition("命令:")[2]


# ---- where it goes


@pytest.mark.parametrize("out", ["文件/里面", "文件"])
@pytest.mark.parametrize("command", ["build", "compile"])
def test_an_output_folder_that_cannot_be_is_told(clerk: Clerk, command: str, out: str) -> None:
    """A path through a regular file cannot be made, whoever one is."""
    (clerk.folder / "文件").write_text("不是文件夹", encoding="utf-8")
    confirmed = ["--none-returned"] if command == "compile" else []
    assert out in refused(clerk, command, *JUNE, "--out", out, *confirmed).output


@pytest.mark.parametrize("command", ["build", "compile"])
def test_an_output_folder_that_is_a_file_is_told_in_chinese(clerk: Clerk, command: str) -> None:
    assert english(refused(clerk, command, *JUNE, "--out", "config.yaml").output.partition("--out' 的")[2]) == []


def test_a_form_that_cannot_be_replaced_leaves_all_as_it_was(clerk: Clerk) -> None:
    """A folder stands where 人事股's form should go: no other form is written either."""
    form = clerk.form_path("2022-06", "人事股")
    form.mkdir(parents=True)
    told = refused(clerk, "build", *JUNE)
    assert form.name in told.output


def test_an_office_is_not_begun_where_there_is_one(clerk: Clerk) -> None:
    assert places(refused(clerk, "duban", "init", ".")) == [". init-not-empty"]


def rename(clerk: Clerk, name: str) -> None:
    """人事股 under another name, wherever it stands."""
    for file in ("plan.yaml", "units.yaml"):
        path = clerk.folder / "plans" / PLAN / file
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("人事股", f'"{name}"'), encoding="utf-8")


@pytest.mark.parametrize(
    "name",
    [
        "人事/股:*?<甲>|乙",  # what Windows forbids
        "..人事股. ",  # hidden on one system, cut off on another
        "CON",  # a device
        "人事" * 60,  # longer than a file name may be
        "人事股\u200b",  # a sign that nobody sees
    ],
)
def test_a_unit_may_have_any_name(clerk: Clerk, name: str) -> None:
    """The file's name becomes a safe one; the form says the unit's name as it can be seen, and comes back as its."""
    rename(clerk, name)
    told = clerk.run("build", *JUNE, "--zip", "--json")
    assert told.exit == 0, told.output
    form = next(form for form in told.json["forms"] if form["code"].split("-")[4] == "RSG")
    path = clerk.folder / form["path"]
    assert path.is_file()
    assert path.parent == clerk.period_folder("2022-06") / "1-下发"
    assert len(path.name.encode()) <= 255
    assert not re.search(r'[<>:"/\\|?*\x00-\x1f]', path.name)
    assert path.name == unicodedata.normalize("NFC", path.name)
    book = load_workbook(path)
    assert printable_text(name.strip()) in str(book[TASK_SHEET]["A3"].value)
    book.close()
    there = {each.name for each in path.parent.iterdir()}
    assert len(there) == 13
    back = clerk.run("compile", "--period", "2022-06", "--as-of", "2022-06-21", "--json", path)
    assert [(file["unit"], file["end"]) for file in back.json["files"]] == [(form["unit"], "to-be-corrected")]
    assert list((clerk.reports_folder("2022-06") / "退回修改").iterdir())


def test_two_names_that_are_alike_as_files_stay_two_files(clerk: Clerk) -> None:
    edit(
        clerk.folder / "plans" / PLAN / "units.yaml",
        ("名称: 人事股", '名称: "人事?股"'),
        ("名称: 基安股", "名称: 人事？股"),
    )
    plan = clerk.folder / "plans" / PLAN / "plan.yaml"
    text = plan.read_text(encoding="utf-8").replace("人事股", '"人事?股"').replace("基安股", "人事？股")
    plan.write_text(text, encoding="utf-8")
    told = clerk.run("build", *JUNE, "--json")
    assert told.exit == 0, told.output
    assert len({form["path"] for form in told.json["forms"]}) == 10
    assert len(list((clerk.period_folder("2022-06") / "1-下发").glob("*-进展情况表-*"))) == 10


def patterns(kind: object) -> Iterator[str]:
    """What texts must look like, of a type and of all the types that it consists of."""
    inner, metadata = split_annotation(kind)
    yield from (entry.pattern for entry in metadata if isinstance(entry, Field) and entry.pattern)
    parts = get_args(inner)
    if isinstance(inner, type) and issubclass(inner, Model):
        parts = tuple(field.annotation for field in fields_of_model(inner).values())
    for part in parts:
        yield from patterns(part)


@pytest.mark.parametrize(
    ("model", "pattern"),
    [(model, pattern) for model in (Config, Layout, LightRules) for pattern in sorted(set(patterns(model)))],
)
def test_what_may_be_written_is_said_in_words(model: type, pattern: str) -> None:
    """A clerk is not sent to a sample to find out."""
    words = returns.workspace().messages.text("pattern-words", pattern=pattern)
    assert "样例" not in words, (model, pattern)
