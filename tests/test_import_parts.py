"""The small readers of an import: units, people, numbers, days and labels, each as a law over made-up cells."""

from collections.abc import Sequence
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duban.formats.source_document import read_source_document
from duban.importing.answering_units import LEAD, RESPONSIBLE, SUPPORT, AnsweringUnits, UnitReader
from duban.importing.kept_words import lost_words
from duban.importing.labelled import labelled_parts
from duban.importing.people_names import is_run_together, read_people, read_phones
from duban.importing.plan_draft import draft_plan
from duban.importing.quantities import promised_numbers, read_points, read_sum, read_targets
from duban.importing.step_draft import StepDraft
from duban.importing.step_numbers import hand_down
from duban.importing.steps import DayWords
from tests.imports.words import document, import_words

WORDS = import_words()
READER = UnitReader(WORDS)
NAMES = ("应急办", "水利站", "县教育局", "文化、旅游局", "市住房城乡建设局（市人防办）", "各村")
SIGNS = st.sampled_from(["、", "，", "；", "\n", ","])
some_names = st.lists(st.sampled_from(NAMES), min_size=1, unique=True)
DAYS = DayWords(2025, WORDS.day_names)
RATE = {"名称": "参保率", "目标": "97", "单位": "%"}
AREA = {"名称": "早稻面积", "目标": "3200", "单位": "亩"}
CLAUSES = st.lists(st.sampled_from(["印发方案", "修订预案", "完成验收", "启动建设"]), min_size=2, max_size=4)


@given(some_names, SIGNS)
def test_the_names_of_a_list_are_read_back_whatever_parts_them(names: list[str], sign: str) -> None:
    assert READER.names(sign.join(names)) == names


@given(some_names, some_names)
def test_who_leads_and_who_supports_is_one_however_it_is_said(leads: list[str], supports: list[str]) -> None:
    supports = [name for name in supports if name not in leads]
    first, others = "、".join(leads), "、".join(supports)
    said = [f"牵头单位：{first}" + (f" 配合单位：{others}" if others else "")]
    if others:
        said += [f"牵头单位：{first}\n责任单位：{others}", f"责任单位：{others}；牵头：{first}"]
        said += [f"{first}牵头，{others}配合", "、".join(f"{name}（牵头）" for name in leads) + f"、{others}"]
    for text in said:
        found = READER.read(text, (), RESPONSIBLE)
        assert (found.leads, found.supports + found.others) == (tuple(leads), tuple(supports)), text


@pytest.mark.parametrize(
    ("text", "underlined", "meaning", "found"),
    [
        ("应急办、水利站", ("水利站",), RESPONSIBLE, (("水利站",), ("应急办",), ())),  # some are underlined: they lead
        ("应急办、水利站", ("应急办、水利站",), RESPONSIBLE, ((), (), ("应急办", "水利站"))),  # all: nothing follows
        ("应急办", ("应急办",), RESPONSIBLE, (("应急办",), (), ())),
        ("应急办、水利站（共同牵头）", (), RESPONSIBLE, (("应急办", "水利站"), (), ())),
        ("应急办、水利站等部门", (), RESPONSIBLE, ((), (), ("应急办", "水利站"))),
        ("应急办　水利站", (), SUPPORT, ((), ("应急办", "水利站"), ())),
        ("应急办（水利站、各村配合）", (), RESPONSIBLE, (("应急办",), ("水利站", "各村"), ())),
        ("应急办（水利站、各村配合）", (), LEAD, (("应急办",), ("水利站", "各村"), ())),
        ("应急办、县教育局（水利站共同配合）", (), RESPONSIBLE, (("应急办", "县教育局"), ("水利站",), ())),
        ("应急办（水利站配合）、县教育局（各村参与）", (), LEAD, (("应急办", "县教育局"), ("水利站", "各村"), ())),
        ("应急办（牵头，水利站配合，各村参与）", (), RESPONSIBLE, (("应急办",), ("水利站", "各村"), ())),
        ("应急办（配合单位：水利站、各村）", (), RESPONSIBLE, (("应急办",), ("水利站", "各村"), ())),
        ("（牵头单位：应急办；配合单位：水利站）", (), RESPONSIBLE, (("应急办",), ("水利站",), ())),
        ("应急办牵头（水利站、各村配合）", (), RESPONSIBLE, (("应急办",), ("水利站", "各村"), ())),
        ("水利站（应急办牵头）", (), RESPONSIBLE, (("应急办",), ("水利站",), ())),
        ("应急办、水利站（配合）", (), RESPONSIBLE, (("应急办",), ("水利站",), ())),
        ("应急办（水利站、各村）", (), LEAD, (("应急办（水利站、各村）",), (), ())),  # no word of what they do
        ("应 急 办", (), LEAD, (("应急办",), (), ())),  # blanks that make a name wider
    ],
)
def test_units_of_a_cell(text: str, underlined: Sequence[str], meaning: str, found: tuple[Sequence[str], ...]) -> None:
    read = READER.read(text, underlined, meaning)
    assert (read.leads, read.supports, read.others) == found
    assert read.has_more == ("等" in text)


def test_a_name_with_a_sign_in_it_is_told() -> None:
    assert READER.read("文化、旅游局、水利站", (), LEAD) == AnsweringUnits(
        leads=("文化、旅游局", "水利站"), joined=("文化、旅游局",)
    )


def test_groups_and_vague_names_are_no_units() -> None:
    assert [READER.is_group("各村"), READER.is_vague("相关部门"), READER.is_vague("各村")] == [True, True, False]
    assert [READER.are_units("应急办、水利站"), READER.are_units("印发方案"), READER.are_units("")] == [
        True, False, False,
    ]  # fmt: skip


@given(
    st.lists(st.sampled_from(["何军", "戴方栋", "欧阳小华", "卢瑜"]), min_size=1, unique=True),
    st.sampled_from("、，； "),
)
def test_people_of_a_list_are_read_back(names: list[str], sign: str) -> None:
    assert read_people(sign.join(names)) == names


def test_blanks_within_a_name_are_none_and_telephones_no_names() -> None:
    assert read_people("何　军 戴方栋 138-0000-0000") == ["何军", "戴方栋"]
    assert read_people("张三（局长、书记）、Li Si") == ["张三（局长、书记）", "Li Si"]
    assert read_phones("张三 138-0000-0000（0755-1234567）") == ["138-0000-0000", "0755-1234567"]
    assert [*map(is_run_together, ["陈军宣蔡玉霖", "领导小组成员", "何军"])] == [True, False, False]


@given(st.integers(1, 99_999), st.sampled_from(["", "%", "公里", "家"]))
def test_a_number_and_how_it_is_compared_are_read_back(goal: int, unit: str) -> None:
    own_unit = {"单位": unit} if unit else {}
    at_least = {"名称": "任务", "目标": str(goal)} | own_unit
    for words in ("", "不低于", "≥", "至少"):
        assert read_targets(f"{words}{goal:,}{unit}", "任务") == [at_least]
    for words in ("不高于", "≤", "控制在"):
        (target,) = read_targets(f"{words}{goal}{unit}", "任务")
        assert target == {"名称": "任务", "目标": str(goal), "比较": "≤"} | own_unit


@pytest.mark.parametrize(
    ("text", "targets"),
    [
        ("参保率97%；早稻面积3200亩", [RATE, AREA]),
        ("参保率97% 早稻面积3,200亩", [RATE, AREA]),
        ("95%-97%", [{"名称": "数", "目标": "95", "比较": "区间", "上限": "97", "单位": "%"}]),
        ("5%左右", [{"名称": "数", "目标": "5", "比较": "左右", "单位": "%"}]),
        ("0起", [{"名称": "数", "目标": "0", "比较": "≤", "单位": "起"}]),
        ("55亩（甲村10、乙村45）", [{"名称": "数", "目标": "55", "单位": "亩", "分解": {"甲村": "10", "乙村": "45"}}]),
        ("完成任务；97%", []),  # a part of it is no number: none is taken
        ("", []),
    ],
)  # fmt: skip
def test_numbers_of_a_cell(text: str, targets: list[dict[str, object]]) -> None:
    assert read_targets(text, "数") == targets


def test_numbers_in_running_text_points_and_sums() -> None:
    assert list(promised_numbers("新增公办幼儿园25所，3月底前完成")) == ["新增公办幼儿园25所"]
    for number in ("8.5公里", "2.3万平方米", "1.2亿元", "1.86万人", "2万亩", "1200个"):
        assert list(promised_numbers(f"完成任务{number}以上，主体完工")) == [f"完成任务{number}以上"]
    assert list(promised_numbers("健全走访、建档等三大机制，举办一期培训，推进一个试点")) == [
        "建档等三大机制",
        "举办一期",
    ]
    assert list(promised_numbers("公布共建名单7组21所；升学率提升一个百分点")) == [
        "公布共建名单7组21所",
        "升学率提升一个百分点",
    ]
    assert [*map(read_points, ["15", "15分", "1.5 分", "优秀"])] == ["15", "15", "1.5", ""]
    assert [*map(read_sum, ["1,200万元", "1.2亿元", "1200", "约3亿"])] == ["1200", "12000", "1200", ""]


@pytest.mark.parametrize("text", ["2月30日前完成", "13月底前完成", "2025年2月31日前", "2025年13月底前"])
def test_a_day_that_does_not_exist_is_no_other_day(text: str) -> None:
    """2月30日 is not 2月3日, and not 2月."""
    assert DAYS.split(text) == ("", text)


@pytest.mark.parametrize("sign", ["①", "³", "２"])
def test_a_digit_of_another_kind_is_no_day(sign: str) -> None:
    assert not DAYS.is_day(sign)
    assert DAYS.split(f"{sign}开工") == ("", f"{sign}开工")


@given(CLAUSES)
def test_steps_are_the_same_however_they_are_marked(clauses: list[str]) -> None:
    dues = ["3月底前", "6月30日前", "第三季度", "年底前"][: len(clauses)]
    pairs = list(zip(dues, clauses, strict=True))
    marked = "；".join(f"{mark}是{due}{text}" for mark, (due, text) in zip("一二三四", pairs, strict=False))
    lines = "\n".join(f"{at}.{due}，{text}" for at, (due, text) in enumerate(pairs, 1))
    sentences = "".join(f"{due}{text}。" for due, text in pairs)
    for text in (marked, lines, sentences):
        steps = DAYS.read_steps(text)
        assert [(step.due, step.text.rstrip("。")) for step in steps.steps] == pairs, text
        assert (steps.head, steps.lead_in, steps.undated) == ("", "", ())


def test_what_stands_around_steps_is_kept() -> None:
    found = DAYS.read_steps("推进建设。关键节点：一是3月底前开工；二是组织培训；三是竣工（10月底前，住建局）")
    assert (found.head, found.lead_in, found.undated) == ("推进建设。\n二是组织培训", "关键节点：", ("二是组织培训",))
    assert [(step.due, step.text) for step in found.steps] == [("3月底前", "开工"), ("10月底前", "三是竣工（住建局）")]
    assert DAYS.read_steps("推进建设").head == "推进建设"


@given(st.permutations(["责任领导：罗嘉幸", "联系人：卢瑜", "电话：1380000"]), st.sampled_from(["", "另见附件"]))
def test_labels_within_a_cell_part_it(parts: list[str], before: str) -> None:
    read = labelled_parts(before + "；".join(parts), WORDS)
    assert dict(read) == {"": before, "责任领导": "罗嘉幸", "联系人": "卢瑜", "电话": "1380000"}


def test_labels_may_be_in_brackets_repeat_and_be_traditional() -> None:
    assert labelled_parts("没有标签", WORDS) == {}
    assert labelled_parts("建成（牵頭單位：應急辦（甲））", WORDS) == {"": "建成", "牵头": "應急辦（甲）"}
    assert labelled_parts("联系人：甲 联系人：乙", WORDS)["联系人"] == "甲\n乙"


@given(st.lists(st.text("甲乙丙丁，。、 \n1", min_size=1, max_size=12), min_size=1, max_size=6))
def test_what_was_made_of_a_table_has_all_words_or_they_are_listed(cells: list[str]) -> None:
    """Nothing is lost of the table itself; of an empty plan every cell with letters is."""
    table = document(cells)
    assert list(lost_words(table, "\n".join(cells), ())) == []
    lost = list(lost_words(table, "", ()))
    assert {text for text in cells if any(letter in "甲乙丙丁" for letter in text)} <= {*lost}


def test_each_column_may_stand_anywhere() -> None:
    """The order of columns changes nothing."""
    columns = {"序号": "7", "任务名称": "修订预案", "牵头单位": "应急办", "完成时限": "3月底前"}
    drafts = []
    for order in permutations(columns):
        plan = draft_plan({"表": document(order, [columns[header] for header in order])}, WORDS, {}, 2025)
        assert plan is not None
        drafts.append(plan.tasks[0].data)
    assert all(data == drafts[0] for data in drafts)
    assert drafts[0] == {"序号": "7", "名称": "修订预案", "牵头": "应急办", "完成时限": "3月底前"}


@pytest.mark.parametrize(("header", "key"), [("类别", "类别"), ("一级指标", "组")])
def test_what_stands_for_several_tasks_ends_with_its_file(header: str, key: str) -> None:
    """A blank below a category, or a group, goes on with it; that of another file does not, nor does the numbering."""
    columns = (header, "序号", "任务名称", "牵头单位")
    one = document(columns, ("甲类", "1", "修订预案", "应急办"), ("", "2", "清理河道", "水利站"))
    other = document(columns, ("", "1", "组织演练", "应急办"))
    plan = draft_plan({"一": one, "二": other}, WORDS, {}, 2025)
    assert plan is not None
    assert [(task.data["序号"], key in task.data) for task in plan.tasks] == [
        ("1-1", True),
        ("1-2", True),
        ("2-1", False),
    ]


def test_a_nameless_row_is_called_by_all_its_words_in_their_order() -> None:
    rows = [
        ("任务名称", "牵头单位", "完成时限", "备注"),
        ("甲任务", "应急办", "3月底前", ""),
        ("", "水利站", "6月底前", "另"),
    ]
    plan = draft_plan({"表": document(*rows)}, WORDS, {}, 2025)
    assert plan is not None
    assert [task.data["名称"] for task in plan.tasks][-1:] in (["水利站　6月底前　另"], ["甲任务"])


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("大坪镇人民政府", "乡镇"),
        ("城东街道办事处", "街道"),
        ("办公室", ""),
        ("人事处", "处室"),
        ("县人民政府", "部门"),
    ],
)
def test_the_longest_ending_of_a_name_says_what_a_unit_is(name: str, kind: str) -> None:
    assert WORDS.kind_of(name) == kind


HEADER = ("序号", "任务名称", "阶段任务", "节点时限", "责任单位")


def drafted(*rows: Sequence[str]) -> list[tuple[str, list[str], list[str]]]:
    """Number, days and doubts of each task of a table without merged cells."""
    plan = draft_plan({"表": document(HEADER, *rows)}, WORDS, {}, 2025)
    assert plan is not None
    return [
        (
            task.data["序号"],
            [entry.get("时限") or next(iter(entry)) for entry in task.data.get("节点", ())],
            [finding.code for finding in task.findings],
        )
        for task in plan.tasks
    ]


@pytest.mark.parametrize("last", ["3月31日", "1月31日", "国庆节前", "每月", "尽快"])
def test_rows_stay_with_the_number_above_them_where_their_days_do_not_begin_anew(last: str) -> None:
    """A day with a name, a recurring and an unreadable one begin nothing; nor does what is due later than the next."""
    rows = [
        ("1", "甲任务", "开工", "2月28日", "甲股"),
        ("", "", "竣工", last, ""),
        ("2", "乙任务", "开工", "1月10日", "乙股"),
    ]
    assert [(number, doubts) for number, _, doubts in drafted(*rows)][1] == ("2", [])
    assert len(drafted(*rows)[1][1]) == 1


def test_rows_above_a_number_go_to_it_where_days_begin_anew_and_that_is_told() -> None:
    rows = [
        ("1", "甲任务", "开工", "2月28日", "甲股"),
        ("", "", "竣工", "9月30日", ""),
        ("", "", "招标", "1月31日", ""),
        ("2", "乙任务", "进场", "5月31日", "乙股"),
    ]
    assert drafted(*rows) == [
        ("1", ["2月28日", "9月30日"], []),
        ("2", ["1月31日", "5月31日"], ["import-torn-row"]),
    ]


def test_a_number_goes_to_the_milestone_that_is_about_it_only_where_each_has_one() -> None:
    def made(*targets: tuple[str, str]) -> tuple[bool, list[dict[str, object]]]:
        steps = StepDraft([{"5月底前": "①新建村级食堂"}, {"时限": "9月底前", "内容": "②改造村道"}])
        numbers = [{"名称": name, "目标": goal} for name, goal in targets]
        return hand_down(numbers, steps), steps.entries

    is_handed, entries = made(("新建食堂", "3"), ("改造村道", "6"))
    assert is_handed
    assert [entry["指标"] for entry in entries] == [
        [{"名称": "新建食堂", "目标": "3"}],
        [{"名称": "改造村道", "目标": "6"}],
    ]
    for targets in ([("新建食堂", "3")], [("新建食堂", "3"), ("新建村级食堂", "6")], [("食堂", "3"), ("桥梁", "6")]):
        assert made(*targets) == (False, [{"5月底前": "①新建村级食堂"}, {"时限": "9月底前", "内容": "②改造村道"}])


@pytest.mark.parametrize("goal", ["", "新建食堂3个、改造村道6公里", "新建食堂3个"])
def test_a_milestone_that_says_more_than_its_day_has_its_day_under_a_key(goal: str) -> None:
    """The short form {3月底前: 内容} has room for nothing else: a plan that mixed the two could not be read."""
    header = ("序号", "任务名称", "节点", "完成标准", "目标值", "牵头单位")
    rows = ("1", "两件事", "3月底前新建村级食堂", "印发", goal, "教育局"), ("", "", "6月底前改造村道", "竣工", "", "")
    plan = draft_plan({"表": document(header, *rows, areas=[(1, at, 2, at) for at in (0, 1, 4, 5)])}, WORDS, {}, 2025)
    assert plan is not None
    [task] = plan.tasks
    assert [(entry["时限"], entry["内容"], entry["标准"]) for entry in task.data["节点"]] == [
        ("3月底前", "新建村级食堂", "印发"),
        ("6月底前", "改造村道", "竣工"),
    ]


def test_names_are_parted_behind_their_first_sentence_only_where_these_are_titles() -> None:
    def names(*texts: str) -> list[str]:
        plan = draft_plan(
            {"表": document(("工作要点", "责任单位"), *((text, "甲股") for text in texts))}, WORDS, {}, 2025
        )
        assert plan is not None
        return [task.data["名称"] for task in plan.tasks]

    titled = ["规范登记。推行预约。", "健全网络。建成中心，配齐设备。", "提升水平。走访家庭！"]
    assert names(*titled, "只有一句。") == ["规范登记。", "健全网络。", "提升水平。", "只有一句。"]
    assert names(*titled[:2], "只有一句。") == [*titled[:2], "只有一句。"]


UNHEADED = """安和县2025年重点任务
乡村建设（60分）
1-1\t县委一号文件\t修建村道\t4月底前\t交通股
1-2\t\t改造危桥\t6月底前\t住建股
完成时限\t责任股室
基层治理（40分）\t乡风文明
2-1\t评选文明户\t9月底前\t宣传股
组织建设
2-2\t培训支书\t10月底前\t组织股
3-1\t整理档案\t11月底前\t档案股
合计\t100
"""


def test_a_text_without_its_header_is_read_by_numbers_and_by_what_the_clerk_says_of_columns() -> None:
    """What is left of the header names the last columns; of a shorter row the cells on the left were merged away."""
    read = read_source_document(UNHEADED.encode())
    plan = draft_plan({"表": read}, WORDS, {"第2列": "来源", "第3列": "名称"}, 2025)
    assert plan is not None
    keys = ("序号", "类别", "来源", "名称", "完成时限", "责任单位")
    assert [tuple(task.data.get(key) for key in keys) for task in plan.tasks] == [
        ("1-1", "乡村建设", "县委一号文件", "修建村道", "4月底前", "交通股"),
        ("1-2", "乡村建设", None, "改造危桥", "6月底前", "住建股"),
        ("2-1", "基层治理/乡风文明", None, "评选文明户", "9月底前", "宣传股"),
        ("2-2", "基层治理/组织建设", None, "培训支书", "10月底前", "组织股"),
        ("3-1", "基层治理/组织建设", None, "整理档案", "11月底前", "档案股"),
    ]
    assert [category.get("分值") for category in plan.categories] == ["60", "40", None, None]
    assert [[finding.code for finding in task.findings] for task in plan.tasks] == [
        [],
        [],
        [],
        [],
        ["import-no-heading"],
    ]
    assert {"import-no-header", "import-total-row"} <= {finding.code for finding in plan.findings}
    assert draft_plan({"表": read}, WORDS, {}, 2025) is None


def test_which_of_several_units_leads_is_asked_once_where_nothing_in_the_table_says_so() -> None:
    def doubts(header: str, *cells: str) -> list[object]:
        rows = [("任务名称", header), *(("修订预案", cell) for cell in cells)]
        plan = draft_plan({"表": document(*rows)}, WORDS, {}, 2025)
        assert plan is not None
        return [finding.facts["count"] for finding in plan.findings if finding.code == "import-several-units"]

    assert doubts("责任单位", "应急办、水利站", "应急办", "水利站、应急办") == [2]
    assert doubts("责任单位", "应急办（牵头）、水利站", "应急办") == []
    assert doubts("牵头单位", "应急办、水利站") == []


@pytest.mark.parametrize("number", ["1", ""])
def test_what_was_filled_down_beside_the_milestones_of_a_task_is_said_once(number: str) -> None:
    """Number and name, or the name alone, as a spreadsheet program fills them down; nothing of it is doubtful."""
    rows = [
        ("1", "甲任务", "开工", "3月底", "甲股"),
        (number, "甲任务", "竣工", "6月底", "甲股"),
        ("2", "乙任务", "开工", "5月底", "乙股"),
    ]
    plan = draft_plan({"表": document(HEADER, *rows)}, WORDS, {}, 2025)
    assert plan is not None
    assert [(task.data["序号"], task.data["名称"], task.data["责任单位"]) for task in plan.tasks] == [
        ("1", "甲任务", "甲股"),
        ("2", "乙任务", "乙股"),
    ]
    assert drafted(*rows)[0] == ("1", ["3月底", "6月底"], [])


@pytest.mark.parametrize(("tasks", "codes"), [(30, ["import-several-clauses"] * 3), (29, ["import-many-clauses"])])
def test_several_things_in_one_row_are_told_by_row_while_these_are_few(tasks: int, codes: list[str]) -> None:
    rows = [
        (str(at), "规范登记；整治乱葬；推行预约" if at < 4 else "规范登记；整治乱葬", "甲股")
        for at in range(1, tasks + 1)
    ]
    plan = draft_plan({"表": document(("序号", "任务名称", "责任单位"), *rows)}, WORDS, {}, 2025)
    assert plan is not None
    assert [finding.code for finding in plan.findings if finding.code.endswith("-clauses")] == codes
