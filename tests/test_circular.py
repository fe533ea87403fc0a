"""通报: what lags is named, once it was checked, on two pages; the whole stands in the annexes."""

import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from openxml_audit import FileFormat, OpenXmlValidator

from duban.model.status import DueState, MilestoneStatus, Status
from duban.model.verdict import Light
from duban.reports.letters import LETTERS
from duban.text.display import chinese_numeral
from duban.value_object import replace
from duban.writers.pdf import find_libreoffice
from tests.documents import paragraphs, rows
from tests.letters import document, letter_facts
from tests.office.printed_sheets import printed, printed_pages
from tests.offices import status_of
from tests.test_letters import JUNE_30, with_milestone
from tests.test_reports import small

LATE = {"state": "有困难", "reason": "因" * 200, "help": "请" * 200, "expected": date(2023, 3, 1)}


def letter(status: Status, *checked: str) -> bytes:
    """The letter of a status; checked: the units that confirmed what is said of them."""
    (circular,) = LETTERS["circular"](status)
    return document("circular", circular, *checked)


def text(status: Status, *checked: str) -> str:
    """The letter without its annexes."""
    words = paragraphs(letter(status, *checked))
    return "\n".join(words[: words.index("附件1")])


def facts_of(status: Status) -> Mapping[str, Any]:
    (circular,) = LETTERS["circular"](status)
    return letter_facts("circular", circular)


@cache
def statuses() -> Mapping[str, Status]:
    """From nothing to do to everything late, in several offices."""

    def everywhere(name: str, form: str, as_of: date, answer: Mapping[str, object], period: int) -> Status:
        empty = status_of(name, form, as_of, {}, period_index=period)
        answers = {milestone.row.key: dict(answer) for milestone in empty.milestones}
        return status_of(name, form, as_of, answers, period_index=period)

    late = date(2023, 1, 5)
    return {
        "everything late": everywhere("taishan-2022", "progress", late, LATE, 6),
        "everything done": everywhere("taishan-2022", "progress", late, {"state": "已按期完成"}, 6),
        "nothing known": status_of("taishan-2022", "progress", late, {}, period_index=6),
        "nothing due": status_of("huizhou-2020", "tracking", date(2020, 7, 8), {}),
        "weights": everywhere("sanshui-2020", "milestones", date(2021, 1, 8), LATE, 1),
        "leaders": everywhere("huarong-2021", "dispatch", date(2021, 12, 31), LATE, 5),
        "small": small(),
    }


@pytest.mark.parametrize("story", statuses())
def test_headings_are_numbered_without_a_gap(story: str) -> None:
    words = text(statuses()[story])
    first = re.findall("^([一二三四五六七八九十]+)、", words, re.MULTILINE)
    assert first == [chinese_numeral(number) for number in range(1, len(first) + 1)]
    second = re.findall("^（([一二三四五六七八九十])）", words, re.MULTILINE)
    assert second == [chinese_numeral(number) for number in range(1, len(second) + 1)]


@pytest.mark.parametrize("story", statuses())
def test_what_is_named_in_part_is_counted_whole_and_stands_whole_in_the_annex(story: str) -> None:
    status = statuses()[story]
    facts = facts_of(status)
    listed = [row for row in rows(letter(status)) if len(row) == 6][1:]  # six columns: the second annex
    names = ("overdue", "before_issue", "risks", "unlit", "unknown")
    assert len(listed) == sum(len(facts[name]) for name in names)
    counts = re.findall(r"等(\d+)个，见附件2", text(status))
    expected = [len(facts[name]) for name in names[:3] if len(facts[name]) > facts["room"][name]]
    assert [int(count) for count in counts[: len(expected)]] == expected


def test_a_text_of_a_unit_stands_whole_in_the_annex() -> None:
    assert any(str(LATE["reason"]) in cell for row in rows(letter(statuses()["everything late"])) for cell in row)


@pytest.mark.parametrize("story", statuses())
def test_each_sentence_about_a_unit_is_marked_until_the_unit_has_confirmed_it(story: str) -> None:
    status = statuses()[story]
    facts = facts_of(status)
    names = ("overdue", "before_issue", "risks", "owing", "unexplained")
    said = sum(min(len(facts[name]), facts["room"][name]) for name in names)
    assert text(status).count("（待核对）") == said
    units = [unit.name for unit in status.assignment.directory.units]
    assert "待核对" not in text(status, *units)


def test_every_milestone_that_is_counted_as_unfinished_is_listed() -> None:
    """One that a leader ruled to be green is late all the same, and no problem that the text names."""

    def ruled(milestone: MilestoneStatus) -> MilestoneStatus:
        return replace(milestone, verdict=replace(milestone.verdict, light=Light.GREEN, proposed=Light.RED))

    status = with_milestone(JUNE_30, ruled, small())
    facts = facts_of(status)
    assert [item["number"] for item in facts["unlit"]] == ["1"]
    assert len([*facts["overdue"], *facts["before_issue"], *facts["unlit"]]) == sum(
        milestone.due_state is DueState.UNFINISHED and milestone.due_by(status.as_of) for milestone in status.milestones
    )
    assert "未完成的节点中，1个" in text(status)
    assert "第1项“新校区”" not in text(status).partition("未按期完成")[2].partition("协调")[0]


def test_one_units_word_is_not_anothers() -> None:
    words = text(small(), "基财股")
    first = next(line for line in words.splitlines() if "未按期完成" in line and "第1项" in line)
    assert "（待核对）" not in first.partition("第1项")[2].partition("；")[0]
    assert "（待核对）" in words


@pytest.mark.parametrize("story", statuses())
def test_what_is_not_known_is_never_called_unfinished(story: str) -> None:
    status = statuses()[story]
    unknown = [milestone for milestone in status.milestones if milestone.unknown_state]
    late = [*facts_of(status)["overdue"], *facts_of(status)["before_issue"]]
    assert not {(item["number"], item["content"]) for item in late} & {
        (milestone.row.task.number, milestone.row.milestone.content.strip("。；"))
        for milestone in unknown
        if milestone.row.milestone and not milestone.row.milestone.implicit
    }


def test_the_numbers_of_many_finished_tasks_are_counted_instead() -> None:
    """Of three thousand tasks every other one may be finished."""
    status = statuses()["small"]
    tasks = [replace(task, declared_meaning="finished" if at % 2 else "") for at, task in enumerate(status.tasks * 40)]
    assert f"任务全部完成的有{len(tasks) // 2}项" in text(replace(status, tasks=tuple(tasks)))


def test_nobody_is_praised_or_blamed() -> None:
    words = "\n".join(text(status) for status in statuses().values())
    assert not re.search("表扬|批评|责令|约谈|问责|不力|未完成任务的单位", words)


@pytest.mark.skipif(find_libreoffice() is None, reason="LibreOffice is not installed")
def test_the_text_has_two_pages_at_most(tmp_path: Path) -> None:
    """Whatever lags; then the annexes begin, across, each on a page of its own."""
    paths = []
    for number, status in enumerate(statuses().values()):
        path = tmp_path / f"{number}.docx"
        path.write_bytes(letter(status))
        paths.append(path)
    papers = {
        path.stem: [page.paper for page in printed_pages(pdf)]
        for path, pdf in zip(paths, printed(paths, tmp_path), strict=True)
    }
    upright = {name: sum(paper == "A4" for paper in pages) for name, pages in papers.items()}
    assert all(1 <= count <= 2 for count in upright.values()), papers


@pytest.mark.parametrize("version", [FileFormat.OFFICE_2007, FileFormat.MICROSOFT_365])
def test_word_finds_nothing_wrong_with_it(version: FileFormat, tmp_path: Path) -> None:
    """But for a theme, without which the standard lets a document be, and which would say other fonts than ours."""
    audit = OpenXmlValidator(
        file_format=version, max_errors=0, schema_validation=True, semantic_validation=True, strict=True
    )
    path = tmp_path / "letter.docx"
    wrong = []
    for story, status in statuses().items():
        path.write_bytes(letter(status))
        wrong += [
            f"{story}: {error}" for error in audit.validate(path).errors if "relationships/theme" not in str(error)
        ]
    assert wrong == []
