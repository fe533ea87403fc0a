"""节点延期 and 提请协调: what the clerk writes about a unit's requests is obeyed or answered, and carried forward."""

from copy import deepcopy
from pathlib import Path

import pytest
from openpyxl import load_workbook

from duban.workspace.yaml_file import parse_yaml
from tests.clerk import Clerk, CommandResult, taishan_answers

JUNE, JULY = "2022-06", "2022-07"
ISSUED, DUE = "2022-06-03", "2022-06-21"
GRANTED = {"批准延至": "2022-08-15", "批准文件": "台府办复〔2022〕31号", "批准日期": "2022-06-20"}
AGREED = {**GRANTED, "原交办单位同意": "是"}
LINE = "二是8月15日前开展施工招标。"
ATTENTION = "红黄灯与协调清单"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Clerk:
    """基财股 asks for 15 August instead of 30 June, and for help with it; June was compiled."""
    clerk = Clerk(tmp_path_factory.mktemp("clerk") / "desk")
    clerk.build(JUNE, ISSUED)
    clerk.hand_in(JUNE, "基财股", taishan_answers()[JUNE]["基财股"])
    clerk.compile(JUNE, DUE)
    return clerk


@pytest.fixture
def clerk(desk: Clerk, tmp_path: Path) -> Clerk:
    return desk.copied_to(tmp_path / "desk")


def write(clerk: Clerk, sheet: str, period: str = JUNE, **written: str) -> None:
    """What she writes into the first row, by the headers."""
    path = clerk.period_folder(period) / "办公室登记.xlsx"
    book = load_workbook(path)
    columns = {str(cell.value): number for number, cell in enumerate(book[sheet][3], 1)}
    for label, value in written.items():
        book[sheet].cell(4, columns[label], value)
    book.save(path)


def rows(clerk: Clerk, sheet: str, period: str = JUNE) -> list[dict[str, object]]:
    lines = list(load_workbook(clerk.period_folder(period) / "办公室登记.xlsx")[sheet].iter_rows(min_row=3))
    labels = [str(cell.value) for cell in lines[0]]
    filled = (line for line in lines[1:] if line[0].value is not None)
    return [dict(zip(labels, (cell.value for cell in line), strict=True)) for line in filled]


def words(clerk: Clerk, sheet: str, period: str = JUNE) -> str:
    """All that stands on a sheet of the report."""
    book = load_workbook(clerk.report(period))
    return "\n".join(str(cell.value) for row in book[sheet].iter_rows() for cell in row if cell.value is not None)


def told(result: CommandResult) -> list[str]:
    return [finding["code"] for finding in result.json["register"]]


def test_each_request_for_another_day_is_a_row(clerk: Clerk) -> None:
    (row,) = rows(clerk, "节点延期")
    asked = {"任务序号": "1", "第几个节点": "2", "申请延至": "2022-08-15", "单位": "基财股"}
    assert {label: str(row[label])[:10] for label in asked} == asked


def test_what_is_granted_is_the_due_day_from_that_day_on(clerk: Clerk) -> None:
    """In the report, on 调整事项 with its authority, and in the forms and the calendar of the next period."""
    write(clerk, "节点延期", **AGREED)
    assert told(clerk.compile(JUNE, DUE)) == []
    assert LINE in words(clerk, ATTENTION)
    assert "台府办复〔2022〕31号" in words(clerk, "调整事项")
    assert clerk.build(JULY, "2022-07-04").exit == 0
    form = load_workbook(clerk.form_path(JULY, "基财股"))["节点确认"]
    days = [str(cell.value)[:10] for row in form.iter_rows() for cell in row]
    assert "2022-08-15" in days


def test_a_report_of_an_earlier_day_keeps_the_old_one(clerk: Clerk) -> None:
    """And its texts tell nobody what is granted on a later one."""
    write(clerk, "节点延期", **{**AGREED, "批准日期": "2022-06-28"})
    assert told(clerk.compile(JUNE, DUE)) == ["register-no-effect"]
    assert LINE not in words(clerk, ATTENTION)
    assert "台府办复〔2022〕31号" not in (clerk.reports_folder(JUNE) / "文字稿.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("consent", ["", "否"])
def test_a_task_from_above_keeps_its_day_until_those_above_agreed(clerk: Clerk, consent: str) -> None:
    write(clerk, "节点延期", **GRANTED, **({"原交办单位同意": consent} if consent else {}))
    assert told(clerk.compile(JUNE, DUE)) == ["register-no-effect"]
    assert LINE not in words(clerk, ATTENTION)


def test_a_refused_request_is_told_to_its_unit_and_not_asked_again(clerk: Clerk) -> None:
    write(clerk, "节点延期", 批准延至="否")
    assert told(clerk.compile(JUNE, DUE)) == []
    script = (clerk.reports_folder(JUNE) / "文字稿.txt").read_text(encoding="utf-8")
    assert "未同意，仍按2022年6月30日的时限督办" in script
    clerk.compile(JULY, "2022-07-21", "--none-returned")
    assert rows(clerk, "节点延期", JULY) == []


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ({"批准延至": "2022-08-15", "批准日期": "2022-06-20"}, "extension-lacks"),
        ({"批准延至": "2022-08-15", "批准文件": "局务会"}, "extension-lacks"),
        ({"批准文件": "局务会", "批准日期": "2022-06-20"}, "extension-unanswered"),
        ({**AGREED, "批准延至": "那天"}, "register-day"),
        ({**AGREED, "批准延至": "2022-06-30"}, "extension-earlier"),
        ({**AGREED, "原交办单位同意": "也许"}, "register-choice"),
        ({**AGREED, "任务": "增加学位供给"}, "register-task-contradiction"),  # the number is another task's
    ],
)
def test_a_slip_in_a_granted_request_stops_the_run_at_its_cell(
    clerk: Clerk, written: dict[str, str], code: str
) -> None:
    write(clerk, "节点延期", **written)
    result = clerk.compile(JUNE, DUE)
    assert (result.exit, [error["code"] for error in result.json["errors"]]) == (2, [code])


@pytest.mark.parametrize(("to", "codes"), [("8月15日前", []), ("9月底前", ["extension-differs"])])
def test_what_the_plan_says_too_is_one_and_another_day_a_slip(clerk: Clerk, to: str, codes: list[str]) -> None:
    plan = clerk.folder / "plans" / clerk.plan / "plan.yaml"
    amendment = f"{{日期: 2022-06-20, 类型: 延期, 任务: 1, 原节点: 6月底前, 改为: {to}, 依据: 台府办复〔2022〕31号}}"
    plan.write_text(plan.read_text(encoding="utf-8") + f"调整:\n  - {amendment}\n", encoding="utf-8")
    write(clerk, "节点延期", **AGREED)
    result = clerk.compile(JUNE, DUE)
    assert [error["code"] for error in result.json.get("errors", ())] == codes
    if not codes:
        assert words(clerk, "调整事项").count("台府办复〔2022〕31号") == 1


def test_what_was_noted_of_a_request_stands_as_long_as_the_unit_asks(clerk: Clerk) -> None:
    """July's report has June's level and instruction; once it is settled and not asked, it is gone."""
    write(clerk, "提请协调", 级别="局长", 分管领导已知="是", 批示="请基财股专人跟进。", 批示日期="2022-06-21")
    assert told(clerk.compile(JUNE, DUE)) == []
    assert "6月21日批示：请基财股专人跟进。" in words(clerk, "总览")
    script = (clerk.reports_folder(JUNE) / "文字稿.txt").read_text(encoding="utf-8")
    assert script.count("请基财股专人跟进") == 1  # to the unit that asked, and to no other
    clerk.build(JULY, "2022-07-04")
    clerk.hand_in(JULY, "基财股", taishan_answers()[JULY]["基财股"])
    clerk.compile(JULY, "2022-07-21")
    assert "6月21日批示：请基财股专人跟进。" in words(clerk, "总览", JULY)
    (row,) = rows(clerk, "提请协调", JULY)
    assert (str(row["首次提出"])[:10], row["与以前相比"]) == ("2022-06-21", "继续提出，措辞有变")
    write(clerk, "提请协调", period=JULY, 办理结果="评审结论已出具", 办结="是")
    clerk.compile(JULY, "2022-07-21")
    assert "一、提请协调：没有" in words(clerk, "总览", JULY)
    assert "已办结" in words(clerk, "与上期比较", JULY)
    clerk.compile("2022-08", "2022-08-22", "--none-returned")
    assert rows(clerk, "提请协调", "2022-08") == []


def test_what_is_granted_is_carried_into_the_next_year(clerk: Clerk) -> None:
    """As it would be if plan.yaml said it; the milestone beside it stays as it was."""
    write(clerk, "节点延期", **{**AGREED, "批准延至": "2023-03-15"})
    clerk.compile(JUNE, DUE)
    assert clerk.run("duban", "new-year", "next", "--json").exit != 2
    data = parse_yaml((clerk.folder / "plans" / "next" / "plan.yaml").read_text(encoding="utf-8"), "").data
    task = next(task for task in data["任务"] if task["序号"] == "1")
    steps = [(day, words) for milestone in task["节点"] for day, words in milestone.items()]
    assert ("2023年3月15日前", "开展施工招标。") in steps
    assert ("10月底前", "开展基础工程建设。") in steps


def test_status_asks_what_is_not_answered(clerk: Clerk) -> None:
    """A request for another day and one for coordination, until the clerk wrote a word on each."""
    lines = ("1个节点申请延期", "1件提请协调待批示")

    def asked() -> list[bool]:
        said = clerk.run("duban", "status", "--period", JUNE, "--as-of", DUE).output
        return [line in said for line in lines]

    assert asked() == [True, True]
    write(clerk, "节点延期", 批准延至="否")
    write(clerk, "提请协调", 级别="局长", 批示="请基财股专人跟进。", 批示日期="2022-06-21")
    assert asked() == [False, False]
    assert clerk.run("duban", "status", "--period", JUNE, "--as-of", DUE, "--json").json["postponements_asked"] == []


@pytest.mark.parametrize("is_asked", [False, True])
def test_what_is_finished_and_asked_no_more_leaves_page_one_until_the_office_confirms(
    clerk: Clerk, *, is_asked: bool
) -> None:
    """The foundation that needed help in June is finished in July; another request of the unit goes on."""
    asked = {"help": "请局领导协调排水。"}
    june, july = (deepcopy(taishan_answers()[period]["基财股"]) for period in (JUNE, JULY))
    june["milestones"]["2@0630"] |= asked
    july["milestones"]["2@0630"] |= asked if is_asked else {}
    clerk.hand_in(JUNE, "基财股", june, name="基财股（更正）.xlsx")
    clerk.compile(JUNE, DUE)
    clerk.build(JULY, "2022-07-04")
    clerk.hand_in(JULY, "基财股", july)
    clerk.compile(JULY, "2022-07-21")
    state = "继续提出" if is_asked else "已完成，请确认是否办结"
    assert ("请局领导协调排水。" in words(clerk, "总览", JULY)) == is_asked
    assert ("已完成，请确认是否办结" in words(clerk, "红黄灯与协调清单", JULY)) != is_asked
    assert [row["与以前相比"] for row in rows(clerk, "提请协调", JULY) if row["任务序号"] in (2, "2")] == [state]
