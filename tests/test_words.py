"""What is asked about words: where they say nothing, were copied, or contradict what was chosen beside them."""

from datetime import date

import pytest

from duban.messages.finding import Severity
from duban.model.wording import Wording
from duban.returns.checks.answered_form import return_check
from tests import returns
from tests.answers import Answers, RowAnswers, accepted_history, answered_form, check_lines, layout
from tests.returns import BEFORE_ISSUE, JUNE, SEPTEMBER, YEAR_END

WORDING = returns.workspace().wording
LATE = date(2022, 6, 10)


@pytest.mark.parametrize(
    ("words", "clause"),
    [
        # what it says of itself, first of all
        ("尚未完成，已发函催办。", "尚未完成"),
        ("工程尚未完成，现完成主体。", ""),  # something is finished further on: it may be a part
        ("整改尚未完成。", "整改尚未完成"),
        ("正在推进前期工作，预计10月完成。", "正在推进前期工作"),
        ("计划于10月启动招标。", "计划于10月启动招标"),
        ("施工图设计，尚未开工。", "尚未开工"),
        # a part: what else was done may be all that the milestone asks
        ("第一项已完成，第二项正在推进。", ""),
        ("第一项已完成，第二项尚未完成。", ""),
        ("方案已印发，正在组织实施。", ""),
        ("正在推进第二批，第一批已完成。", ""),
        ("举办活动3场，计划于10月召开总结会。", ""),
        ("正在推进12个项目。", ""),  # a figure may be the deed
        # another time, another thing, or nothing at all
        ("截至6月10日尚未完成，6月28日全部完成。", ""),
        ("尚未完成的2所学校6月底收回。", ""),
        ("此前尚未完成。", ""),
        ("未发现尚未完成的事项。", ""),
        ("尚未完成数为0。", ""),
        ("未发现问题。", ""),
        ("无正在进行的诉讼。", ""),
        ("按计划完成招标。", ""),
        ("如期开工。", ""),
        ("", ""),
    ],
)
def test_finished_and_yet_said_to_be_open_is_asked_about(words: str, clause: str) -> None:
    """Only what the text says of the whole, in its first words or where it tells of no deed."""
    form = answered_form("tracking", {BEFORE_ISSUE: {"state": "已按期完成", "progress": words or None}})
    assert WORDING.unfinished_clause(words) == clause
    assert check_lines(form, code="words-say-unfinished") == [f"{BEFORE_ISSUE} progress words-say-unfinished"] * bool(
        clause
    )


@pytest.mark.parametrize(
    ("answers", "asked"),
    [
        ({"state": None, "evidence": "不能按期完成"}, True),  # nothing is chosen: it would be no news
        ({"state": "能按期完成", "evidence": "不能按期完成"}, True),
        ({"state": "能按期完成", "evidence": "能按期完成"}, False),
        ({"state": "能按期完成", "evidence": "不能按期完成的说明"}, False),
    ],
)
def test_a_choice_in_a_column_for_words_is_asked_about(answers: RowAnswers, asked: bool) -> None:  # noqa: FBT001
    form = answered_form("progress", {SEPTEMBER: answers})
    assert check_lines(form, code="choice-elsewhere") == [f"{SEPTEMBER} evidence choice-elsewhere"] * asked


def test_who_does_not_claim_to_be_finished_may_say_so() -> None:
    said_so = {JUNE: {"state": "能按期完成", "progress": "正在推进验收，预计6月底完成。"}}
    assert check_lines(answered_form("tracking", said_so)) == []


@pytest.mark.parametrize(
    ("words", "clause"),
    [
        ("已全部完成。", "已全部完成"),
        ("各项工作已全部完成", "各项工作已全部完成"),
        ("6月2日送审，6月9日批复，任务已完成。", "任务已完成"),
        # a part of it
        ("工程已全部完成。", ""),
        ("设备采购已全部完成，安装过半。", ""),
        ("征地正在办理，其余工作已全部完成。", ""),
        ("正在办理征地，各项工作已全部完成。", ""),
        # not yet, or never said
        ("预计6月底全部完成。", ""),
        ("力争全部完成。", ""),
        ("尚未全部完成。", ""),
        ("任务完成70%。", ""),
        ("", ""),
    ],
)
def test_troubled_and_yet_said_to_be_finished_is_asked_about(words: str, clause: str) -> None:
    trouble: RowAnswers = {"state": "有困难", "expected": date(2022, 7, 31), "reason": "资料不全"}
    form = answered_form("tracking", {JUNE: {**trouble, "progress": words or None}})
    assert WORDING.completion_clause(words) == clause
    assert check_lines(form, code="words-say-finished") == [f"{JUNE} progress words-say-finished"] * bool(clause)


@pytest.mark.parametrize(
    ("state", "milestone", "asked"),
    [
        ("有困难", JUNE, 1),
        ("不能按期完成", JUNE, 1),
        ("申请调整", JUNE, 1),
        ("能按期完成", JUNE, 0),  # on the 18th it may still become true
        ("已按期完成", JUNE, 0),
        ("有困难", SEPTEMBER, 0),  # not due yet: the words speak of what is
        ("有困难", YEAR_END, 0),  # another task
    ],
)
def test_a_task_is_not_all_finished_while_a_due_milestone_is_open(state: str, milestone: str, asked: int) -> None:
    """The words stand on one sheet, the milestones on the other."""
    answers = {"2": {"progress": "各项任务已全部完成。"}, milestone: {"state": state}}
    assert check_lines(answered_form("progress", answers)) == ["2 progress words-say-finished"] * asked


def test_an_open_milestone_of_another_task_contradicts_nothing() -> None:
    answers = {"3": {"progress": "各项任务已全部完成。"}, JUNE: {"state": "有困难"}}
    assert check_lines(answered_form("progress", answers)) == []


def test_the_milestone_that_is_open_is_named() -> None:
    answers = {"2": {"progress": "各项任务已全部完成。"}, JUNE: {"state": "有困难"}}
    (finding,) = return_check["words-say-finished"](answered_form("progress", answers))
    assert returns.message_text(finding) == (
        "“进展情况”写着“各项任务已全部完成”，节点“二是6月底前全面检查。”情况却选了“有困难”"
    )


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("正在推进", 1),
        ("有序推进", 1),
        ("按计划进行", 1),
        ("稳步推进中。", 1),
        ("各项工作正在按计划稳步有序推进中。", 1),  # long, and still nothing
        ("正常", 1),
        ("设备招标阶段", 1),  # short, and no deed
        ("施工图由第三方复核", 1),
        ("施工图设计第三方复核", 0),  # ten characters may tell something
        ("等待批复", 0),
        ("未发现问题。", 0),
        ("如期开工。", 0),
        ("按计划完成招标。", 0),
        ("方案已出台", 0),
        ("完成招标", 0),
        ("培训3期", 0),
        ("尚未启动。", 0),  # plain, and honest
        ("正在推进，完成桩基施工。", 0),
        ("施工图设计由第三方审查机构复核。", 0),  # no deed, but nobody can say that it is empty
        ("本期无新进展", 0),
    ],
)
def test_words_that_are_owed_say_something(words: str, asked: int) -> None:
    assert check_lines(answered_form("progress", {"2": {"progress": words}})) == ["2 progress says-too-little"] * asked


@pytest.mark.parametrize(
    ("form", "row", "column", "words", "asked"),
    [
        ("progress", "2", "problems", "正在推进", 0),  # nobody has to write there
        ("tracking", SEPTEMBER, "progress", "正在推进", 1),  # the next one is owed
        ("tracking", "2@0630", "reason", "进展顺利", 0),
        ("self-evaluation", "2", "evidence", "会议通知", 0),  # names of papers are short
        ("self-evaluation", "2", "evidence", "按要求落实", 1),
        ("self-evaluation", "~DDS", "lacks", "无", 0),
    ],
)
def test_only_words_that_are_owed_must_say_something(form: str, row: str, column: str, words: str, asked: int) -> None:
    assert check_lines(answered_form(form, {row: {column: words}})) == [f"{row} {column} says-too-little"] * asked


COPY = "6月10日召开专题会议，研究部署下一阶段工作"


@pytest.mark.parametrize(
    ("first", "second", "asked"),
    [
        (COPY, COPY, 1),
        (COPY, COPY + "。", 1),  # stops and blanks are no difference
        (COPY, COPY.replace("10", "11"), 0),
        ("6月10日召开专题会议。", "6月10日召开专题会议。", 0),  # short words meet by chance
        ("6月10日召开专题会议五大场次", "6月10日召开专题会议五大场次", 1),  # fifteen characters
        ("6月10日召开专题会议五场次。", "6月10日召开专题会议五场次。", 0),  # stops do not count
    ],
)
def test_the_words_of_another_task_are_asked_about_once(first: str, second: str, asked: int) -> None:
    answers = {"2": {"progress": first}, "3": {"progress": second}}
    assert check_lines(answered_form("progress", answers)) == ["3 progress copied-words"] * asked


def test_milestones_of_one_task_may_say_the_same() -> None:
    answers = {JUNE: {"progress": COPY}, SEPTEMBER: {"progress": COPY}}
    assert check_lines(answered_form("tracking", answers)) == []


def test_a_copy_names_the_row_that_it_is_like() -> None:
    (finding,) = return_check["copied-words"](
        answered_form("progress", {"2": {"progress": COPY}, "3": {"progress": COPY}})
    )
    assert returns.message_text(finding) == "“进展情况”与第2项（进展情况表!2 progress）的文字完全相同"


def test_words_are_never_a_reason_to_refuse() -> None:
    """Only people can say what a text means."""
    worst: Answers = {
        "2": {"progress": "各项任务已全部完成。"},
        "3": {"progress": "正在推进"},
        JUNE: {"state": "有困难"},
    }
    findings = [finding for code in return_check for finding in return_check[code](answered_form("progress", worst))]
    assert {returns.severity_of(finding) for finding in findings} == {Severity.EXPLAIN}


def test_without_lists_of_words_nothing_is_asked() -> None:
    """An office may empty them in its own templates/wording.yaml."""
    answers = {"2": {"progress": "正在推进"}, "3": {"progress": "已全部完成"}, YEAR_END: {"state": "有困难"}}
    late: Answers = {BEFORE_ISSUE: {"state": "已逾期完成", "actual": LATE, "reason": None, "progress": "正在推进"}}
    assert check_lines(answered_form("progress", answers, wording=Wording())) == []
    assert check_lines(answered_form("tracking", late, wording=Wording()), accepted_history("tracking")) == []


def test_no_word_of_a_list_denies_another_list() -> None:
    """What says nothing is no deed; who lists a word twice has two minds about it."""
    lists = [WORDING.unfinished, WORDING.underway, WORDING.finished, WORDING.deeds, WORDING.whole]
    words = [word for each in lists for word in each]
    assert sorted(words) == sorted(set(words))
    assert not set(WORDING.empty) & {*WORDING.finished, *WORDING.deeds}


# ---- finished late, and why


@pytest.mark.parametrize(
    ("more", "before", "asked"),
    [
        ({}, {}, 1),
        ({"reason": "征地受阻"}, {}, 0),
        ({"progress": "受疫情影响推迟，6月10日印发。"}, {}, 0),  # said in other words
        ({"problems": "因会议改期"}, {}, 0),
        ({}, {"state": "有困难", "reason": "征地受阻"}, 0),  # said last time
        ({}, {"state": "已逾期完成", "reason": None}, 0),  # asked last time
        ({}, {"state": "能按期完成", "reason": None}, 1),
    ],
)
def test_lateness_is_explained_where_there_is_a_cell_for_it(
    more: dict[str, str], before: dict[str, str | None], asked: int
) -> None:
    row: RowAnswers = {"state": "已逾期完成", "actual": LATE, "reason": None, "progress": "6月10日印发方案。", **more}
    earlier = (
        accepted_history("tracking", ("2022-05", {BEFORE_ISSUE: before})) if before else accepted_history("tracking")
    )
    form = answered_form("tracking", {BEFORE_ISSUE: row})
    assert check_lines(form, earlier, "late-unexplained") == [f"{BEFORE_ISSUE} reason late-unexplained"] * asked


@pytest.mark.parametrize(
    ("states", "asked"),
    [
        (("有困难", "已逾期完成"), 0),  # asked when it was first said to be finished, and not each period again
        (("已逾期完成", "有困难"), 1),  # reopened, and finished once more
        (("有困难", "有困难"), 1),
    ],
)
def test_lateness_is_asked_about_when_it_is_new(states: tuple[str, ...], asked: int) -> None:
    row: RowAnswers = {"state": "已逾期完成", "actual": LATE, "reason": None, "progress": "6月10日印发方案。"}
    periods = [(f"2022-{4 + place:02}", {BEFORE_ISSUE: {**row, "state": state}}) for place, state in enumerate(states)]
    earlier = accepted_history("tracking", *periods)
    found = check_lines(answered_form("tracking", {BEFORE_ISSUE: row}), earlier, "late-unexplained")
    assert found == [f"{BEFORE_ISSUE} reason late-unexplained"] * asked


@pytest.mark.parametrize("form", ["progress", "milestones"])
def test_no_reason_is_asked_for_where_the_form_says_when_one_may_be_given(form: str) -> None:
    """There a late finish may have one, and need not."""
    (column,) = (column for sheet in layout(form).sheets for column in sheet.input_columns if column.key == "reason")
    assert "已逾期完成" in column.only_when["state"]
    row: RowAnswers = {"state": "已逾期完成", "actual": LATE, "reason": None}
    assert check_lines(answered_form(form, {BEFORE_ISSUE: row}), accepted_history(form)) == []
