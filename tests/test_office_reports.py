"""Reports that fit an office: a page for each leader, slices, chapters, what lags, and what units propose."""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duban.model.assignment import Assignment
from duban.model.period import list_periods
from duban.model.plan_parts import Erratum
from duban.model.report_layout import GroupingKey, ReportSheet
from duban.model.status import FilingStatus, Status, TaskStatus
from duban.model.submission import History
from duban.model.verdict import EscalationStep, Light, LightRules, UnknownState, Verdict
from duban.reports.block_rows import block_rows
from duban.reports.escalation import days_overdue, escalation_step
from duban.reports.figures import figures_by_group, labelled_figure
from duban.reports.latest_answers import progress_text
from duban.reports.proposals import proposed_amendments
from duban.reports.report_book import _unused_name, report_sheet, report_sheets
from duban.reports.table_rows import WHOLE_WIDTH
from duban.reports.task_claims import SETTLED_CLAIMS, claims_by_task
from duban.reports.task_groups import group_tasks, narrow_status, normalized_source, printed_and_meant_leaders
from duban.reports.workbooks import report_workbooks
from duban.review.assess import StatusInputs
from duban.validation.reading import validated
from duban.validation.writing import plain_data
from duban.value_object import replace
from duban.workbook.paging import row_height
from duban.workspace.plan_folder import load_holidays
from duban.workspace.workspace import open_workspace
from duban.writers.xlsx import write_workbook
from tests.drawn import Golden, draw
from tests.offices import Answers, history_of, report, rules, status_of, texts
from tests.report_rows import old_table_rows

ROOT = Path(__file__).parents[1]
PLANS = ("taishan-2022", "sanshui-2020", "huarong-2021", "huizhou-2020", "quanzhou-2024")
FORMS = {
    "taishan-2022": "progress",
    "sanshui-2020": "milestones",
    "huarong-2021": "dispatch",
    "huizhou-2020": "tracking",
    "quanzhou-2024": "tracking",
}


@cache
def office(name: str) -> Status:
    """An office in which nobody has said anything yet."""
    return status_of(name, FORMS[name], date(2024, 3, 1), {})


def rows(code: str, of: Status) -> list[dict[str, Any]]:
    """The rows of a table with their bare values."""
    return [{key: getattr(cell, "value", cell) for key, cell in row.items()} for row in old_table_rows(code, of)]


# ---- 华容: two leaders share task 2; 21 is six rows; inspectors look at 3 and 5


SAID: Answers = {
    "2@1231": {"progress": "完成安防自查。", "state": "能按期完成"},
    "3@1231": {
        "progress": "方案未定。",
        "state": "不能按期完成",
        "reason": "示范校未选定",
        "help": "请局领导定示范校",
        "expected": date(2022, 1, 20),
    },
    "5@1231": {"progress": "已通过验收。", "state": "已按期完成"},
    "21@1231": {"progress": "容城学校封顶。", "state": "能按期完成"},
    "23@1231": {"progress": "已安装3860台。", "state": "已按期完成"},
}
FOUND: Answers = {
    "2@1231": {"judged": "进度迟缓", "opinion": "4所村小无保安。", "order": "5月20日前补齐保安"},
    "5@1231": {"judged": "同意自报"},
    "23@1231": {"judged": "未完成", "opinion": "抽查2所没有安装。"},
}


@cache
def huarong(as_of: date = date(2021, 7, 8)) -> Status:
    beside = {"DC": history_of("review", FOUND, "2021-B3")}
    return status_of("huarong-2021", "dispatch", as_of, SAID, beside, period_index=2)


def test_each_leader_has_a_page_and_a_task_of_two_leaders_stands_on_both() -> None:
    made = {page.name: draw(page) for page in report_sheets({"leader": report("leader")}, huarong())}
    assert [*made] == ["局长办公会成员", "何军", "戴方栋", "蔡亚利", "刘建新", "杨宏发"]
    for name in ("何军", "戴方栋"):
        assert "持续抓好“平安校园”建设" in made[name]
        assert "（何军、戴方栋共同负责）" in made[name]
    assert sum("共同负责" in text for text in made.values()) == 2
    assert "共6项任务" in made["何军"]


def test_a_leader_whose_name_is_misprinted_has_one_page_and_the_print_is_told() -> None:
    """戴方栎 in task 20 is a slip for 戴方栋, says the plan's own erratum; the plan prints it as it was."""
    page = next(page for page in report_sheets({"leader": report("leader")}, huarong()) if page.name == "戴方栋")
    assert "（责任领导原文作“戴方栎”）" in draw(page)


def test_a_leaders_page_reads_as_it_should(golden: Golden) -> None:
    """To see all of a page at once: what was declared beside what inspectors found."""
    page = next(page for page in report_sheets({"leader": report("leader")}, huarong()) if page.name == "何军")
    golden("reports/leader", draw(page))


@pytest.mark.parametrize("plan", PLANS)
@pytest.mark.parametrize("by", get_args(GroupingKey))
def test_groups_lose_no_task_and_invent_none(plan: str, by: GroupingKey) -> None:
    whole = office(plan)
    groups = group_tasks(whole, by)
    assert {task.row.key for group in groups for task in group.tasks} == {task.row.key for task in whole.tasks}
    assert all(group.tasks for group in groups)
    assert len({group.title for group in groups}) == len(groups)
    assert [group.without_value for group in groups if group.without_value] in ([], [True])
    assert not any(group.without_value for group in groups[:-1])


@pytest.mark.parametrize("plan", PLANS)
@pytest.mark.parametrize("by", ["leader", "category", "unit"])
def test_each_makes_a_sheet_for_every_value(plan: str, by: Literal["leader", "category", "unit"]) -> None:
    layout = ReportSheet(name="{{ each }}", title="{{ each }}：{{ n.tasks }}", each=by, widths=(9,), blocks=())
    whole = office(plan)
    titles = [draw(page).strip("| ") for page in report_sheets({"own": layout}, whole)]
    assert titles == [f"{group.title}：{len(group.tasks)}" for group in group_tasks(whole, by)]


def test_a_narrowed_situation_holds_only_what_belongs_to_its_tasks() -> None:
    whole = huarong()
    part = narrow_status(whole, whole.tasks[:3])
    assert part.tasks == whole.tasks[:3]
    assert {task.row.key for unit in part.units for task in unit.tasks} == {"1", "2", "3"}
    assert {unit.unit.code for unit in part.units} == {task.unit.code for task in part.tasks}


def test_a_plan_of_which_nothing_is_left_has_one_sheet_that_says_so() -> None:
    """A book without sheets is no file."""
    nothing = replace(huarong(), tasks=(), units=())
    assert len(report_sheets({"leader": report("leader")}, nothing)) == 1


def test_no_word_of_a_cell_that_reaches_over_rows_is_cut() -> None:
    """A task of two hundred words whose steps are short needs the height of all its rows, and more."""
    layout = replace(report("leader"), widths=(5, 9, 40, *report("leader").widths[3:]))
    for page in report_sheets({"own": layout}, huarong()):
        lines = list(page.rows)
        for at, line in enumerate(lines):
            for column, cell in enumerate(line.cells):
                if cell and cell.row_span > 1:
                    tall = sum(each.height or 0 for each in lines[at : at + cell.row_span])
                    assert tall + 0.01 >= row_height([(str(cell.value), layout.widths[column])], 10)


@given(st.lists(st.text(max_size=40), max_size=12))
def test_sheet_names_are_short_legal_and_unlike(wanted: list[str]) -> None:
    """Excel refuses a book with two sheets of one name, however the letters are cased."""
    taken: set[str] = set()
    made = [_unused_name(name, taken) for name in wanted]
    assert all(0 < len(name) <= 31 for name in made)
    assert not any(set(name) & set("[]:*?/\\") for name in made)
    assert len({name.casefold() for name in made}) == len(made)


@pytest.mark.parametrize(("where", "leader"), [("责任领导", "何君"), ("全文", "何君"), ("", "何君"), ("内容", "何军")])
def test_only_a_slip_that_concerns_the_leaders_makes_a_leader_another(where: str, leader: str) -> None:
    task = next(task for task in huarong().tasks if task.row.leaders == "何军")
    slip = Erratum(where=where, original="何军", corrected="何君")
    changed = replace(task.task, errata=(slip,))
    assert printed_and_meant_leaders(replace(task, row=replace(task.row, task=changed))) == (("何军", leader),)


def test_units_stand_in_the_directorys_order_whatever_the_plans() -> None:
    whole = office("quanzhou-2024")
    names = [unit.name for unit in whole.assignment.directory.units]
    titles = [group.title for group in group_tasks(whole, "unit", whole.tasks[::-1])]
    assert titles == sorted(titles, key=names.index)
    assert titles != [group.title for group in group_tasks(whole, "category")]


# ---- what lags, and the step that the office's rule provides


@pytest.mark.parametrize(
    ("as_of", "key", "suggests"),
    [
        (date(2021, 7, 8), "2@1231", "建议通报批评、约谈，供研究"),  # inspectors found it slow
        (date(2021, 7, 8), "23@1231", "建议通报批评、约谈，供研究"),  # declared finished, found not to be
        (date(2021, 12, 31), "23@1231", "建议通报批评、约谈，供研究"),  # the same, on the last day of the year
        (date(2022, 1, 1), "23@1231", "建议书面检查、说明原因，供研究"),  # the same, and the year is over
        (date(2022, 1, 20), "3@1231", "建议发提醒单，供研究"),  # said itself that it would be late, and is: twenty days
        (date(2022, 1, 30), "3@1231", "建议发催办单，供研究"),  # thirty
        (date(2022, 1, 30), "7@1231", None),  # nothing was ever said of it: nobody knows
        (date(2021, 7, 8), "3@1231", None),  # says itself that it will be late: a worry, no laggard yet
        (date(2021, 7, 8), "5@1231", None),  # inspectors agree
        (date(2022, 1, 20), "5@1231", None),
    ],
)
def test_what_lags_is_listed_with_the_step_that_the_rule_provides(as_of: date, key: str, suggests: str | None) -> None:
    whole = status_of(
        "huarong-2021", "dispatch", as_of, SAID, {"DC": history_of("review", FOUND, "2021-B6")}, period_index=5
    )
    found = {row["number"]: row["suggests"] for row in rows("laggards", whole)}
    assert ("约谈" in found.get(int(key.partition("@")[0]), "")) <= (key in FOUND)
    assert found.get(int(key.partition("@")[0])) == suggests


def test_what_inspectors_found_slow_stands_out() -> None:
    """2 and 23 were found slow; of 5 they agree, of 3 they said nothing."""
    block = replace(report("laggards").blocks[0], where=())
    shown = {getattr(row["number"], "value", row["number"]): row["inspection"] for row in block_rows(huarong(), block)}
    assert {number: getattr(shown[number], "style", "") for number in (2, 23, 5, 3)} == {
        2: "light-yellow",
        23: "light-yellow",
        5: "word-middle",
        3: "word-middle",
    }


def test_what_was_finished_after_it_was_found_slow_lags_no_more() -> None:
    """Found slow in April, finished by June: nobody is called in for it; found so in June, it stands."""
    slow: Answers = {"7@1231": {"judged": "进度迟缓", "opinion": "未开。"}}
    before = history_of("dispatch", {"7@1231": {"progress": "未开。", "state": "有困难"}}, "2021-B2")
    after = history_of("dispatch", {"7@1231": {"progress": "已开。", "state": "已按期完成"}}, "2021-B3")
    listed = {}
    for judged_in in ("2021-B2", "2021-B3"):
        whole = status_of(
            "huarong-2021", "dispatch", date(2021, 7, 8), {}, {"DC": history_of("review", slow, judged_in)}
        )
        own = before.extended_by({key: records[-1] for key, records in after.records.items()})
        milestones = [
            replace(each, record=own.last(each.row.key)) for each in whole.milestones if each.row.key == "7@1231"
        ]
        listed[judged_in] = escalation_step(replace(whole, history=own), milestones[0]) is not None
    assert listed == {"2021-B2": False, "2021-B3": True}


def test_what_inspectors_contradict_is_told_first_on_their_own_form() -> None:
    """23 is declared finished and found not to be: it leads the page, and an order on a sound item follows."""
    found: Answers = {**FOUND, "5@1231": {"judged": "同意自报", "order": "报总结"}}
    beside = {"DD": history_of("dispatch", SAID, "2021-B3")}
    whole = status_of("huarong-2021", "review", date(2021, 7, 14), found, beside, period_index=2)
    assert [row["number"] for row in rows("review-slow", whole)] == [2, 23]
    assert [(row["number"], row["order"]) for row in rows("review-orders", whole)] == [(5, "报总结")]


def test_an_expected_day_of_another_year_is_printed_with_its_year() -> None:
    whole = status_of("huarong-2021", "dispatch", date(2022, 1, 20), SAID, period_index=5)
    assert [row["expected"] for row in rows("red", whole) if row["expected"] != "—"] == ["2022年1月20日"]


def test_the_gravest_step_stands_first_then_the_longest_late() -> None:
    whole = status_of(
        "huarong-2021",
        "dispatch",
        date(2022, 1, 20),
        SAID,
        {"DC": history_of("review", FOUND, "2021-B6")},
        period_index=5,
    )
    order = [step.suggests for step in rules().ladder]
    steps = [next(i for i, words in enumerate(order) if words in row["suggests"]) for row in rows("laggards", whole)]
    assert steps == sorted(steps)
    assert [row["place"] for row in rows("laggards", whole)] == list(range(1, len(steps) + 1))


def test_nobody_is_late_before_the_plan_was_issued() -> None:
    """Taishan issued on 2 June: of March, 18 days on 20 June; of June, 20 days on 20 July; on the due day none."""
    days = {}
    for as_of in (date(2022, 6, 2), date(2022, 6, 20), date(2022, 6, 30), date(2022, 7, 20)):
        whole = office_on(as_of)
        first = {milestone.row.due: milestone for milestone in whole.milestones}
        days[as_of] = [days_overdue(whole, first[due]) for due in (date(2022, 3, 31), date(2022, 6, 30))]
    assert [*days.values()] == [[0, 0], [18, 0], [28, 0], [48, 20]]


def office_on(as_of: date) -> Status:
    return status_of("taishan-2022", "progress", as_of, {})


def test_without_a_ladder_red_is_listed_and_nothing_suggested() -> None:
    whole = status_of("huarong-2021", "dispatch", date(2022, 1, 20), SAID, period_index=5)
    bare = replace(whole, light_rules=replace(whole.light_rules, ladder=()))
    found = rows("laggards", bare)
    assert len(found) == sum(each.verdict.light is Light.RED for each in bare.milestones) > 0
    assert {row["suggests"] for row in found} == {""}


@pytest.mark.parametrize("suggests", ["约谈", "书面检查"])
def test_what_is_not_known_is_never_on_the_ladder(suggests: str) -> None:
    """Nor by an office's own ladder that names the red light alone, as those of 0.1.0 do: all of it is 待核实."""
    whole = status_of("huarong-2021", "dispatch", date(2022, 3, 1), {}, period_index=5)
    own = (EscalationStep(word="滞后", suggests=suggests, lights=tuple(Light)),)
    strict = replace(whole, light_rules=replace(whole.light_rules, ladder=own))
    assert [escalation_step(strict, milestone) for milestone in strict.milestones] == [None] * len(strict.milestones)
    shown = draw(report_sheet(report("laggards"), strict))
    assert "本期没有滞后任务。" in shown
    assert shown.count("× 待核实") == len(strict.milestones)


def test_calling_to_account_is_never_suggested() -> None:
    """It is for leaders to begin, by their own procedure; not even an office's own file may put it on the ladder."""
    assert not any("问责" in step.suggests for step in rules().ladder)
    for words in ("问责", "启动问责程序"):
        ladder = [{"word": "严重不作为", "suggests": words, "lights": ["red"]}]
        with pytest.raises(ValueError, match="问责"):
            validated(LightRules, {**plain_data(rules()), "ladder": ladder})


def test_the_ladder_stands_on_no_sheet_but_its_own_and_in_no_notice() -> None:
    words = [step.suggests for step in rules().ladder]
    for path in [*(ROOT / "templates/notices").glob("*.txt"), *(ROOT / "templates/texts").glob("*.yaml")]:
        assert not any(word in path.read_text(encoding="utf-8") for word in words), path.name
    workspace = open_workspace(ROOT / "config.yaml", "huarong-2021")
    late = status_of("huarong-2021", "dispatch", date(2022, 1, 20), SAID, period_index=5)
    for file, book in report_workbooks(
        late, workspace.report_sheets, workspace.report_books.books_of_kind("DD")
    ).items():
        for page in book.sheets:
            told = any(word in draw(page) for word in words)
            assert told == (page.name == "滞后清单"), (file, page.name)


def test_the_list_of_what_lags_reads_as_it_should(golden: Golden) -> None:
    golden("reports/laggards", draw(report_sheet(report("laggards"), huarong())))


# ---- slices and chapters


@pytest.mark.parametrize(
    "printed",
    ["泉委办(2024)4号", "泉委办（2024）4号", "泉委办﹝2024﹞4号", "泉委办[2024]4号", "泉委办〔2024〕 4号"],
)
def test_a_documents_number_is_one_however_it_is_bracketed(printed: str) -> None:
    assert normalized_source(printed) == normalized_source("泉委办〔2024〕4号")
    assert normalized_source(printed) != normalized_source("泉委办〔2023〕4号")


def test_quanzhou_has_eighteen_sources_each_as_first_printed() -> None:
    groups = [group for group in group_tasks(office("quanzhou-2024"), "source") if not group.without_value]
    assert len(groups) == 18
    printed = [source for task in office("quanzhou-2024").tasks for source in task.task.sources]
    for group in groups:
        assert group.title == next(
            each for each in printed if normalized_source(each) == normalized_source(group.title)
        )


def test_the_slice_of_ten_practical_matters_has_its_six_tasks() -> None:
    """What the city asks for: the practical matters alone, under their own heading."""
    group = next(each for each in group_tasks(office("taishan-2022"), "source") if "十件民生实事" in each.title)
    assert len(group.tasks) == 6
    flags = {group.title: len(group.tasks) for group in group_tasks(office("sanshui-2020"), "flag")}
    assert flags == {"重点工作": 5, "民生实事": 1, "（没有标识）": 1}


@pytest.mark.parametrize("plan", PLANS)
@pytest.mark.parametrize("by", get_args(GroupingKey))
def test_a_slice_has_heading_tasks_and_subtotal_for_every_value(plan: str, by: GroupingKey) -> None:
    whole = office(plan)
    kinds = "".join("w" if WHOLE_WIDTH in row else "t" for row in rows(f"slice-{by}", whole))
    groups = group_tasks(whole, by)
    asked = [group for group in groups if not (group.without_value and by in {"source", "flag"})]
    rest = "w" * (len(groups) - len(asked))
    assert kinds == "".join("w" + "t" * len(group.tasks) + "w" for group in asked) + rest + "w"
    assert f"合计{len(whole.tasks)}项" in rows(f"slice-{by}", whole)[-1][WHOLE_WIDTH]


def test_a_slice_reads_as_it_should(golden: Golden) -> None:
    whole = huarong()
    part = narrow_status(whole, [task for task in whole.tasks if task.row.category in {"优布局", "调结构"}])
    golden("reports/slice-category", draw(report_sheet(report("slice-category"), part)))


@pytest.mark.parametrize("plan", PLANS)
def test_chapters_count_every_task_once(plan: str) -> None:
    whole = office(plan)
    counted = Counter[str]()
    for _, figures in figures_by_group(whole, "category"):
        assert sum(len(figures[name]) for name in ("red", "yellow", "blue", "green", "other")) == len(figures["tasks"])
        for name, figure in figures.items():
            counted[name] += len(figure)
            assert not figure.denominator or set(figure.keys) <= set(figure.denominator)
    assert counted["tasks"] == len(whole.tasks)
    *parts, total = [row for row in rows("counts-category", whole) if WHOLE_WIDTH not in row]
    assert total["tasks"] == sum(row["tasks"] for row in parts) == len(whole.tasks)


def test_every_number_of_the_chapters_is_traced() -> None:
    whole = huarong()
    traced = Counter(row["label"] for row in rows("chapter-sources", whole))
    figures = [
        labelled_figure(whole, title, figure)
        for title, named in figures_by_group(whole, "category")
        for figure in named.values()
        if figure
    ]
    assert traced == Counter({figure.label: len(figure) for figure in figures})


def test_leaders_share_tasks_but_the_total_counts_each_once() -> None:
    *parts, total, foot = rows("counts-leader", huarong())
    assert "各组都计" in foot[WHOLE_WIDTH]
    assert sum(row["tasks"] for row in parts) == 34
    assert total["tasks"] == 33


def test_nobody_answers_for_huizhous_items_until_they_are_assigned() -> None:
    assert len(rows("unassigned", office("huizhou-2020"))) == 84
    assert rows("unassigned", huarong()) == []


@pytest.mark.parametrize("plan", PLANS)
def test_the_units_of_the_overview_add_up_to_its_totals(plan: str) -> None:
    """What is nobody's yet has a row of its own."""
    *units, total = rows("units", office(plan))
    for key in ("tasks", "red", "yellow", "blue", "green", "other"):
        assert sum(row[key] for row in units if row[key] != "—") == total[key], key
    assert (units[-1]["unit"] == "待分工") == (plan == "huizhou-2020")


# ---- what units propose


CLAIM, DECLINE, SUPPORT = "同意牵头", "不宜牵头", "参与配合"


@pytest.mark.parametrize(
    ("said", "end"),
    [
        ({}, "silent"),  # 体卫艺科 is proposed for item 1 and says nothing
        ({"TWYK": CLAIM}, "agreed"),
        ({"TWYK": CLAIM, "BGS": SUPPORT}, "agreed"),
        ({"TWYK": CLAIM, "BGS": CLAIM}, "disputed"),
        ({"TWYK": DECLINE}, "declined"),
        ({"TWYK": DECLINE, "BGS": SUPPORT}, "declined"),
        ({"TWYK": DECLINE, "BGS": CLAIM}, "taken"),
        ({"BGS": CLAIM}, "taken"),
        ({"BGS": DECLINE}, "silent"),
        ({"TWYK": DECLINE, "BGS": CLAIM, "RSK": CLAIM}, "disputed"),
    ],
)
def test_what_comes_of_the_answers_about_an_item(said: Mapping[str, str], end: str) -> None:
    answers = {f"1~{unit}": {"opinion": words} for unit, words in said.items()}
    whole = status_of("huizhou-2020", "assignment", date(2020, 4, 1), answers)
    assert claims_by_task(whole)[0].result == end


@pytest.mark.parametrize(
    ("said", "end"), [({}, "unclaimed"), ({"RSK": CLAIM}, "claimed"), ({"RSK": DECLINE}, "unclaimed")]
)
def test_an_item_that_was_left_open(said: Mapping[str, str], end: str) -> None:
    answers = {f"10~{unit}": {"opinion": words} for unit, words in said.items()}
    whole = status_of("huizhou-2020", "assignment", date(2020, 4, 1), answers)
    assert claims_by_task(whole)[9].result == end


@cache
def assigned() -> Status:
    said: Answers = {
        "1~TWYK": {"opinion": CLAIM, "supports": "办公室、安全科", "leader": "何局长", "due": date(2020, 9, 30)},
        "1~BGS": {"opinion": SUPPORT},
        "2~JJK": {"opinion": DECLINE, "advice": "建议由办公室牵头"},
        "3~JJK": {"opinion": DECLINE, "advice": "物资不归本科"},
        "3~TWYK": {"opinion": CLAIM},
        "10~RSK": {"opinion": CLAIM},
        "10~JGDW": {"opinion": CLAIM},
        "17~DYK": {"opinion": SUPPORT},
    }
    return status_of("huizhou-2020", "assignment", date(2020, 4, 1), said)


def test_every_item_that_is_not_agreed_stands_before_the_leaders() -> None:
    """Disputed, declined or wanted by nobody: each stands in one of the three lists, and only there."""
    whole = assigned()
    lists = [[row["number"] for row in rows(f"claims-{name}", whole)] for name in ("disputed", "unclaimed", "declined")]
    assert lists[0] == [10]
    assert lists[2] == [2, 3]
    assert 17 in lists[1]
    assert Counter(number for numbers in lists for number in numbers).most_common(1)[0][1] == 1
    agreed = {int(claim.task.task.number) for claim in claims_by_task(whole) if claim.result in SETTLED_CLAIMS}
    assert agreed | {number for numbers in lists for number in numbers} == set(range(1, 85))
    *ends, total = rows("claims-counts", whole)
    assert sum(row["count"] for row in ends) == total["count"] == 84


def test_who_is_alone_in_wanting_what_nobody_was_proposed_for_agrees_with_nobody() -> None:
    """It is counted under a heading of its own, and written into the proposed plan as before."""
    whole = status_of("huizhou-2020", "assignment", date(2020, 4, 1), {"10~RSK": {"opinion": CLAIM}})
    counts = {row["end"]: (row["count"], row["numbers"]) for row in rows("claims-counts", whole)}
    assert counts["一家认领"] == (1, "10")
    assert counts["意见一致"] == (0, "")
    assert [(entry["任务"], entry["牵头"]) for entry in proposed_amendments(whole)] == [("10", "人事科")]


def test_what_claimants_wrote_stands_behind_their_names_where_they_are_two() -> None:
    said: Answers = {
        "1~TWYK": {"opinion": CLAIM, "goals": "创建5所"},
        "10~RSK": {"opinion": CLAIM, "goals": "培训300人"},
        "10~JGDW": {"opinion": CLAIM, "goals": "培训200人"},
    }
    found = {
        row["number"]: row for row in rows("claims", status_of("huizhou-2020", "assignment", date(2020, 4, 1), said))
    }
    assert found[1]["goals"] == "创建5所"
    assert found[10]["goals"].splitlines() == ["机关党委：培训200人", "人事科：培训300人"]


def test_a_result_has_its_colour_only_where_it_came_to_pass() -> None:
    styles = {row["end"].value: row["end"].style for row in old_table_rows("claims-counts", assigned())}  # type: ignore[union-attr]
    assert styles == {
        "意见一致": "light-green",
        "一家认领": "word-center",
        "改由别家认领": "light-blue",
        "几家都要牵头": "light-red",
        "拟牵头单位不宜牵头": "light-yellow",
        "拟牵头单位未表态": "light-yellow",
        "无人认领": "light-yellow",
        "合计": "total",
    }


def test_a_unit_whose_return_is_not_in_is_not_said_to_be_silent_alone() -> None:
    """体卫艺科 is proposed for item 1; the others answered."""
    whole = assigned()
    units = tuple(
        replace(unit, filing_status=FilingStatus.OWING, counted_return=None) if unit.unit.code == "TWYK" else unit
        for unit in whole.units
    )
    unheard = replace(whole, units=units, history=History())
    assert rows("claims", unheard)[0]["end"] == "拟牵头单位未表态（未报送）"


def test_the_claims_read_as_they_should(golden: Golden) -> None:
    whole = assigned()
    part = replace(whole, tasks=whole.tasks[:3] + whole.tasks[9:10])
    golden("reports/claims", draw(report_sheet(report("claims"), part)))


def test_stages_tell_what_is_missing_or_late() -> None:
    said: Answers = {
        "1+1": {"content": "印发方案", "day": date(2021, 6, 30)},
        "1+2": {"content": "办完学习班", "day": date(2021, 5, 20)},  # handed in out of order
        "2+1": {"content": "完成自查", "day": date(2021, 4, 30)},
        "3+1": {"content": "选定示范校", "day": date(2021, 4, 30)},
        "3+2": {"content": "召开现场会", "day": date(2022, 1, 5)},
        "4+1": {"content": "印发细则"},
        "4+2": {"content": "通报结果", "day": date(2021, 12, 15)},
    }
    whole = status_of("huarong-2021", "stages", date(2021, 4, 1), said)
    found = {row["number"]: row for row in rows("stages", whole)}
    assert found[1]["steps"] == "2021-05-20　办完学习班\n2021-06-30　印发方案"
    assert [found[number]["check"] for number in range(1, 6)] == [
        "已报齐",
        "还缺1个节点",
        "1月5日的节点晚于任务时限",
        "有节点未写日期",
        "还缺2个节点",
    ]
    assert len(found) == 32  # 21 has parts already: no form asks for its steps, and it is not said to lack any
    assert {row["number"] for row in rows("stages-missing", whole)} == {2, *range(5, 34)} - {21}


def test_a_goal_that_is_handed_in_again_stands_once() -> None:
    first: Answers = {"~BGS+1": {"content": "做好防汛", "basis": "市防指会议", "due": date(2024, 9, 30)}}
    again: Answers = {**first, "~BGS+2": {"content": "整治招生", "basis": "省厅通知", "due": date(2024, 8, 31)}}
    whole = status_of("quanzhou-2024", "dynamic-goal", date(2024, 7, 8), {}, period_index=1)
    own = history_of("dynamic-goal", first, "2024-Q1").extended_by(
        {key: records[-1] for key, records in history_of("dynamic-goal", again, "2024-Q2").records.items()}
    )
    found = rows("new-goals", replace(whole, history=own))
    assert [(row["place"], row["unit"], row["content"], row["fresh"]) for row in found] == [
        (1, "办公室", "做好防汛", "以前已报"),
        (2, "办公室", "整治招生", "本期新报"),
    ]


# ---- the books of every office


def test_kinds_of_form_that_a_plans_own_books_leave_out_are_as_shipped() -> None:
    books_of = open_workspace(ROOT / "config.yaml", "huarong-2021").report_books
    assert [book.file for book in books_of.books_of_kind("DD")] == [
        "{{ title }}汇总报告（{{ period.name }}）.xlsx",
        "{{ title }}领导参阅（{{ period.name }}，内部）.xlsx",
        "{{ title }}工作底稿（{{ period.name }}）.xlsx",
    ]
    assert books_of.books_of_kind("JDSB")[0].sheets == ("stages",)
    assert books_of.books_of_kind("DC")[0].sheets == ("review-slow", "review")


@pytest.mark.parametrize("plan", PLANS)
def test_every_kind_of_form_of_every_office_has_books_that_can_be_written(plan: str) -> None:
    """Before anybody has answered anything, and twice with the same bytes."""
    workspace = open_workspace(ROOT / "config.yaml", plan)
    loaded, layouts = workspace.loaded_plan, {layout.name: layout for layout in workspace.layouts.values()}
    holidays = load_holidays(ROOT / "plans/holidays.yaml", "holidays.yaml")
    for cycle in loaded.plan.cycles:
        every = list_periods(loaded.plan, cycle, holidays)
        whole = StatusInputs(
            assignment=Assignment(loaded.plan, loaded.directory, cycle, every[0]),
            periods=every,
            as_of=every[0].due,
            history=History(),
            related_histories={},
            records_to_correct={},
            returns=(),
            light_rules=workspace.light_rules,
            messages=texts(),
            layout=layouts[cycle.form],
        ).build_status()
        wanted = workspace.report_books.books_of_kind(layouts[cycle.form].code)
        made = [report_workbooks(whole, workspace.report_sheets, wanted) for _ in range(2)]
        assert made[0]
        for file, book in made[0].items():
            assert write_workbook(book, workspace.resolved_styles) == write_workbook(
                made[1][file], workspace.resolved_styles
            ), file


# ---- what is said beside what is not known


def _first_sanshui_task(as_of: date) -> tuple[Status, TaskStatus]:
    """Its first three milestones answered, the fourth not."""
    keys = ("1@0331", "1@0630", "1@0930")
    said = {key: {"state": "已按期完成", "progress": f"完成{key}"} for key in keys}
    found = status_of("sanshui-2020", "milestones", as_of, said)
    return found, found.tasks[0]


def test_a_doubt_stands_behind_the_progress_that_it_is_about() -> None:
    """The second milestone's newest words are to be corrected, so older ones show; the third's stand as they are."""
    found, task = _first_sanshui_task(date(2020, 10, 10))
    first, second, third, fourth = task.milestones
    assert second.record is not None
    waiting = replace(second, record=replace(second.record, period="2020-D0101"), awaits_correction=True)
    mixed = replace(task, milestones=(first, waiting, third, fourth))
    lines = "第一季度：完成1@0331", "第二季度：完成1@0630（待更正，沿用上期）", "第三季度：完成1@0930"
    assert progress_text(found, mixed) == "\n".join(lines)
    assert progress_text(found, task) == "\n".join(lines).replace("（待更正，沿用上期）", "")
    all_waiting = replace(task, milestones=tuple(replace(each, awaits_correction=True) for each in task.milestones))
    assert progress_text(found, all_waiting).endswith("第三季度：完成1@0930（待更正）")
    assert progress_text(found, all_waiting).count("待更正") == 1


@pytest.mark.parametrize("light", ["yellow", "grey"])
def test_page_one_says_why_its_table_counts_fewer_unknown_milestones_than_its_list(light: str) -> None:
    """Bad news of an earlier day keeps its colour when the day has come and nobody knows."""
    found, task = _first_sanshui_task(date(2021, 1, 8))
    *known, last = task.milestones
    unknown = replace(last, unknown_state=UnknownState.NOT_FILED, verdict=Verdict(Light(light), "trouble"))
    changed = replace(found, tasks=(replace(task, milestones=(*known, unknown)),))
    page = draw(report_sheet(report("overview"), changed))
    foot = "；其中1个自报过困难或不能按期，拟亮灯仍照自报列。"
    assert (foot in page) == (light == "yellow")


def test_the_summary_has_what_milestones_lack_where_the_form_asks_no_problems_of_the_task() -> None:
    said = {"1-1-1@1231": {"reason": "用地未批"}}
    found = status_of("quanzhou-2024", "tracking", date(2024, 10, 14), said)
    page = draw(report_sheet(report("summary"), found))
    assert "用地未批" in page


def test_a_reason_of_an_earlier_period_is_not_shown_as_the_present_one() -> None:
    """The self-evaluation of the year asks no problems; those of the third quarter stand there, marked."""
    third_quarter = {"GZ": history_of("tracking", {"1-5-2@1231": {"reason": "年底可达50%"}}, "2024-Q3")}
    said = {"1-5-2": {"state": "未全部完成", "progress": "公办率49.8%"}}
    found = status_of("quanzhou-2024", "self-evaluation", date(2025, 1, 6), said, third_quarter)
    page = draw(report_sheet(report("slice-category"), found))
    assert "年底可达50%（沿用上期）" in page
    tracked = {"1-5-2@1231": {"reason": "年底可达50%"}}
    now = draw(
        report_sheet(report("slice-category"), status_of("quanzhou-2024", "tracking", date(2024, 10, 14), tracked))
    )
    assert "年底可达50%" in now
    assert "年底可达50%（沿用上期）" not in now
