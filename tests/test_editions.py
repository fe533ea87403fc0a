"""What an edition keeps back is in none of its files: planted everywhere, and looked for in every byte."""

import copy
import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.comments import Comment

from duban.model.edition import Edition, Withheld
from duban.model.run_entry import REQUESTED_COMMANDS, RunCommand
from duban.model.verdict import STATE_UNKNOWN
from duban.reports.edition_status import status_for_edition
from tests.clerk import Clerk, taishan_answers
from tests.page_samples import taishan_status
from tests.test_approved import rule
from tests.test_extensions import write

JUNE, JULY = "2022-06", "2022-07"
COMMANDS: Mapping[str, tuple[str, ...]] = {
    RunCommand.EDITION: ("edition",),
    RunCommand.PAGE: ("page", "--edition"),
    RunCommand.NOTICE: ("notice", "全部", "--edition"),
}
"""Every command that makes something for the readers of an edition, but for its name."""
INTERNAL, PUBLIC = "系统内印发", "对外公开"
CONFIRMED = ("--masked-ok", "--reviewed")
MOBILE, IDENTITY, CARD = "13912345678", "11010519491231002X", "6222020200112233446"
CODE = "2207-440781-04-01-556677"  # of a project: no number of a person
PLANTED = {
    Withheld.WORDS: ("ZWREASON", "ZWPROBLEM", "ZWREMARK", "ZWNOTE"),
    Withheld.COORDINATION: ("ZWHELP", "ZWORDER", "ZWRESULT", "ZWBASIS"),
    Withheld.CONTACTS: ("ZWREPORTER", "ZWCONTACT", "ZWCONFIRMER", "0750-5522113"),
    Withheld.SOURCES: ("ZWFILE", "ZWCOMMENT", "ZWFOLDER"),
    Withheld.NUMBERS: (MOBILE, IDENTITY, CARD),
    Withheld.PEOPLE: ("ZWLEADER", "ZWHEAD"),
}
MARKERS = {part: tuple(dict.fromkeys(words)) for part, words in PLANTED.items()}


def planted_answers() -> dict[str, Any]:
    answers: dict[str, Any] = copy.deepcopy(taishan_answers()[JUNE]["基财股"])
    answers["heading"]["reporter"] = "ZWREPORTER"
    task = answers["tasks"]["1"]
    task["progress"] += f"联系{MOBILE}，经办人{IDENTITY}，卡号{CARD}，项目代码{CODE}。"
    task["problems"] = "ZWPROBLEM 财政局没有批"
    task["remark"] = "ZWREMARK"
    for milestone in answers["milestones"].values():
        if "reason" in milestone:
            milestone["reason"] = "ZWREASON 因市财政局未出评审结论"
        if "help" in milestone:
            milestone["help"] = "ZWHELP 请协调市财政局"
    return answers


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Clerk:
    """June, with words that only some may see in every place that has any; then July's report too."""
    clerk = Clerk(tmp_path_factory.mktemp("desk") / "office")
    units = clerk.folder / "plans" / clerk.plan / "units.yaml"
    person = "联络员: {姓名: ZWCONTACT, 电话: 0750-5522113}, 分管领导: ZWLEADER, 负责人: ZWHEAD"
    text = units.read_text(encoding="utf-8")
    units.write_text(text.replace("代码: JCG}", f"代码: JCG, {person}}}"), encoding="utf-8")
    clerk.build(JUNE, "2022-06-06", "--quiet")
    clerk.hand_in_all(JUNE, {unit: said for unit, said in taishan_answers()[JUNE].items() if unit != "基财股"})
    returned = clerk.hand_in(JUNE, "基财股", planted_answers(), "ZWFILE基财股.xlsx")
    book = load_workbook(returned)
    book.worksheets[0]["A1"].comment = Comment("ZWCOMMENT", "ZWCOMMENT")
    book.create_sheet("其他").append(["ZWNOTE"])
    book.save(returned)
    clerk.compile(JUNE, "2022-06-21")
    write(clerk, "提请协调", 级别="局长", 批示="ZWORDER 请财政局抓紧", 批示日期="2022-06-21", 办理结果="ZWRESULT")
    rule(clerk, "1", 审定灯色="黄灯", 依据="ZWBASIS", 确认人="ZWCONFIRMER")
    clerk.compile(JUNE, "2022-06-22")
    clerk.build(JULY, "2022-07-04", "--quiet")
    july = taishan_answers()[JULY]
    clerk.hand_in_all(JULY, july)  # one unit hands in June's form again
    (clerk.returns_folder(JULY) / "ZWFILE杂.txt").write_text("ZWNOTE", encoding="utf-8")
    clerk.compile(JULY, "2022-07-21")
    return clerk


@pytest.fixture
def clerk(compiled: Clerk, tmp_path: Path) -> Clerk:
    return compiled.copied_to(tmp_path / "office")


def contents(path: Path) -> Iterator[bytes]:
    """The name of a file and all that it holds, each part of a package unpacked."""
    yield path.name.encode()
    data = path.read_bytes()
    if zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            for part in package.infolist():
                yield part.filename.encode() + part.comment + part.extra
                yield package.read(part)
    yield data


def found(folder: Path) -> set[str]:
    """The planted words that are in any file below a folder."""
    words = [word for planted in MARKERS.values() for word in planted]
    parts = [part for path in folder.rglob("*") if path.is_file() for part in contents(path)]
    return {word for word in words if any(word.encode() in part for part in parts)}


def make(clerk: Clerk, name: str, period: str = JUNE) -> Path:
    """The folder with everything that can be made for an edition; letters are none for everybody."""
    for command, words in COMMANDS.items():
        if (command, name) != (RunCommand.NOTICE, PUBLIC):
            said = clerk.run("duban", *words, name, "--period", period, *CONFIRMED)
            assert said.exit in (0, 1), said.output
    return clerk.reports_folder(period) / name


def test_every_command_that_makes_anything_for_readers_is_looked_at() -> None:
    """A form of the office above is filled in by what counts, whoever reads it; a PDF shows what its file shows."""
    assert {*COMMANDS} == REQUESTED_COMMANDS - {RunCommand.FILL, RunCommand.PDF}


@pytest.mark.parametrize("period", [JUNE, JULY])
@pytest.mark.parametrize("name", [INTERNAL, PUBLIC])
def test_what_an_edition_keeps_back_is_in_no_byte_of_its_files(clerk: Clerk, name: str, period: str) -> None:
    kept_back = [Withheld.WORDS, Withheld.COORDINATION, Withheld.CONTACTS, Withheld.SOURCES, Withheld.NUMBERS]
    kept_back += [Withheld.PEOPLE] if name == PUBLIC else []
    folder = make(clerk, name, period)
    assert {path.suffix for path in folder.rglob("*.*")} >= {".xlsx", ".html"}
    assert found(folder) & {word for part in kept_back for word in MARKERS[part]} == set()


def test_what_was_planted_can_be_found(clerk: Clerk) -> None:
    """By those who see all: the law above does not hold for want of anything to find."""
    for command in COMMANDS.values():
        clerk.run("duban", *command, "局领导参阅", "--period", JUNE)
    seen = {*MARKERS[Withheld.WORDS], *MARKERS[Withheld.COORDINATION], *MARKERS[Withheld.NUMBERS]}
    assert seen | {"ZWREPORTER", "ZWCONTACT", "0750-5522113", "ZWFILE"} <= found(clerk.reports_folder(JUNE))


def test_the_edition_for_everybody_says_nothing_of_lights_and_of_those_who_did_not_report(clerk: Clerk) -> None:
    folder = make(clerk, PUBLIC)
    [path] = folder.glob("*.xlsx")
    book = load_workbook(path)
    words = " ".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value)
    assert book.sheetnames == ["进展情况"]
    assert [word for word in ("红", "黄灯", "绿灯", "待核实", "未报", "超期", "卫健所未") if word in words] == []
    assert ("推进中" in words, "已完成" in words) == (True, False)


def test_the_edition_for_everybody_says_nothing_of_a_task_of_which_nobody_knows() -> None:
    """That it is going on is as little known as that it is finished; of a milestone the same."""
    whole = taishan_status()
    public = status_for_edition(whole, Edition(name=PUBLIC, withholds=frozenset(Withheld)))
    words = {task.task.number: public.light_rules.rule(task.verdict.code).word for task in public.tasks}
    unknown = {task.task.number for task in whole.tasks if task.declared_meaning == STATE_UNKNOWN}
    assert {number for number, word in words.items() if word == "—"} == unknown
    assert (words["1"], words["2"], words["13"]) == ("推进中", "—", "推进中")  # declared late, left blank, not due
    codes = {milestone.row.key: milestone.verdict.code for milestone in public.milestones}
    assert (codes["1@0630"], codes["2@0630"]) == ("edition-open", "edition-state-unknown")


def test_an_edition_says_nothing_false_about_what_it_leaves_out(clerk: Clerk) -> None:
    """No “没有提请协调的事项”, where there is one that is not shown."""
    [path] = make(clerk, INTERNAL).glob("*.xlsx")
    words = [
        str(cell.value) for sheet in load_workbook(path) for row in sheet.iter_rows() for cell in row if cell.value
    ]
    assert [text for text in words if "协调" in text and "不登" not in text and "清单" not in text] == []


def test_numbers_of_persons_are_masked_once_the_clerk_has_confirmed_it(clerk: Clerk) -> None:
    """She is told where they stand in the returns; the code of a project is none of them."""
    said = clerk.run("duban", "edition", INTERNAL, "--period", JUNE, "--json")
    [error] = said.json["errors"]
    assert (said.exit, error["code"], "ZWFILE基财股.xlsx:进展情况表!" in error["place"]) == (2, "edition-masked", True)
    assert "--masked-ok" in error["hint"]
    assert not (clerk.reports_folder(JUNE) / INTERNAL).exists()
    [path] = clerk.run("duban", "edition", INTERNAL, "--period", JUNE, "--masked-ok", "--json").json["outputs"]
    words = " ".join(
        str(cell.value) for sheet in load_workbook(clerk.folder / path) for row in sheet.iter_rows() for cell in row
    )
    assert ("139…78" in words, "110…2X" in words, "622…46" in words, CODE in words) == (True, True, True, True)


def test_what_is_for_everybody_is_made_only_after_it_was_read_for_secrets(clerk: Clerk) -> None:
    said = clerk.run("duban", "page", "--edition", PUBLIC, "--json")
    assert (said.exit, [error["code"] for error in said.json["errors"]]) == (2, ["edition-not-reviewed"])


def test_letters_of_what_is_late_are_none_for_everybody(clerk: Clerk) -> None:
    said = clerk.run("duban", "notice", "全部", "--edition", PUBLIC, *CONFIRMED, "--json")
    assert (said.exit, [error["code"] for error in said.json["errors"]]) == (2, ["letter-edition"])


def test_the_page_for_everybody_says_only_what_is_finished(clerk: Clerk) -> None:
    [path] = make(clerk, PUBLIC, JULY).glob("*.html")
    text = re.sub("<style>.*?</style>", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    words = ("红灯", "黄灯", "待核实", "未完成", "逾期", "超期", "超20天", "来件", "不能按期", "有困难", "申请调整")
    assert [word for word in words if word in text] == []


def test_what_is_new_is_the_same_in_every_edition_and_for_how_long_it_is_lit_is_not_said(clerk: Clerk) -> None:
    """Milestone 1@0630 was yellow in June and is red in July: new in both; others go on, in no edition as new."""
    for name in ("局领导参阅", INTERNAL):
        clerk.run("duban", "edition", name, "--period", JULY, *CONFIRMED)
    whole, narrowed = clerk.report(JULY), clerk.reports_folder(JULY) / INTERNAL / clerk.report(JULY).name
    counts = [count_words(path) for path in (whole, narrowed)]
    assert counts[0]["新亮"] == counts[1]["新亮"] > 0
    assert counts[1][r"持续\d+期"] == 0


def count_words(path: Path) -> dict[str, int]:
    """How often some words stand in a workbook."""
    cells = [str(cell.value) for sheet in load_workbook(path) for row in sheet.iter_rows() for cell in row]
    return {word: sum(len(re.findall(word, cell)) for cell in cells) for word in ("新亮", r"持续\d+期")}
