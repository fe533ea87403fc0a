"""A typed file is changed where it is meant, and every other character stays as somebody typed it."""

from textwrap import dedent

import pytest

from duban.key_path import KeyPath
from duban.workspace.yaml_edit import EntryEdit, Rewording, dump_typed, edit_entries, reword_scalars
from duban.workspace.yaml_file import parse_yaml

PLAN = dedent("""\
    # 抬头
    计划:
      年度: 2022      # 今年
      名称: "某局2022年"
    任务:
      # 第一项
      - 序号: 1
        内容: |-
          一句。
          # 不是注释
        节点:
          - 3月底前: 甲。
          - 6月底前: 乙。   # 说明

      - {序号: 2, 节点: [{9月底前: 丙。}]}
      # 第三项
      - 序号: 3
        # 样例: 3

    调整:
      - {日期: 2022-06-01}
    """)


def edited(*edits: EntryEdit) -> list[str]:
    """The lines that went (-) and came (+)."""
    before, after = PLAN.splitlines(), edit_entries(PLAN, edits).splitlines()
    return [f"-{line}" for line in before if line not in after] + [f"+{line}" for line in after if line not in before]


@pytest.mark.parametrize(
    ("edit", "difference"),
    [
        (EntryEdit(("任务", 0, "节点", 0), is_removed=True), ["-      - 3月底前: 甲。"]),
        (EntryEdit(("计划", "年度"), is_removed=True, comments=["年度:"]), ["-  年度: 2022      # 今年", "+  # 年度:"]),
        (EntryEdit(("任务", 1), is_removed=True), ["-  - {序号: 2, 节点: [{9月底前: 丙。}]}"]),
        # comments right above an entry, and those set in below it, are about it
        (EntryEdit(("任务", 2), is_removed=True), ["-  # 第三项", "-  - 序号: 3", "-    # 样例: 3"]),
        (EntryEdit(("任务", 2), comments=["结转"]), ["+  # 结转"]),
        (
            EntryEdit(("任务", 0, "内容"), entry="新的"),
            ["-    内容: |-", "-      一句。", "-      # 不是注释", "+    内容: 新的"],
        ),
        (EntryEdit(("任务", 1), entry={"序号": "02"}), ["-  - {序号: 2, 节点: [{9月底前: 丙。}]}", "+  - 序号: 02"]),
        (EntryEdit(("调整",), is_removed=True), ["-调整:", "-  - {日期: 2022-06-01}"]),
        (EntryEdit(("计划",), comments=["由去年结转"]), ["+# 由去年结转"]),
    ],
)
def test_only_what_is_edited_changes(edit: EntryEdit, difference: list[str]) -> None:
    assert edited(edit) == difference


@pytest.mark.parametrize(("index", "blank_lines"), [(0, 1), (1, 2), (2, 2)])
def test_blank_lines_between_entries_stay_between_entries(index: int, blank_lines: int) -> None:
    """That below the first one goes with it; that above the next section stays."""
    lines = edit_entries(PLAN, [EntryEdit(("任务", index), is_removed=True)]).splitlines()
    assert lines.count("") == blank_lines


def test_several_edits_do_not_disturb_each_other() -> None:
    edits = [EntryEdit(("任务", index), is_removed=True) for index in (0, 1)]
    text = edit_entries(PLAN, [*edits, EntryEdit(("任务", 2), comments=["三"]), EntryEdit(("计划",), comments=["零"])])
    assert parse_yaml(text, "").data["任务"] == [{"序号": "3"}]
    assert [line.strip() for line in text.splitlines() if line.strip() in {"# 零", "# 三"}] == ["# 零", "# 三"]


@pytest.mark.parametrize(
    "text", [PLAN.replace("年度: 2022", "年度: &y 2022"), "任务: [{序号: 1, 节点: [甲]}, {序号: 2}]\n"]
)
def test_what_has_no_lines_of_its_own_is_written_anew_with_the_same_data(text: str) -> None:
    """Aliases, and lists in brackets: comments go, what is said stays."""
    data = parse_yaml(text, "").data
    last = len(data["任务"]) - 1
    left = parse_yaml(edit_entries(text, [EntryEdit(("任务", last), is_removed=True)]), "").data
    assert left == {**data, "任务": data["任务"][:last]}


def test_words_are_replaced_in_the_quotes_in_which_they_stand() -> None:
    def rewording_of(path: KeyPath, is_key: bool) -> Rewording | None:  # noqa: FBT001 - as it is asked
        if path[0] != "计划" or is_key:
            return None
        return lambda words: words.replace("2022", "2023")

    text = reword_scalars(PLAN, rewording_of)
    assert text == PLAN.replace("年度: 2022", "年度: 2023").replace('"某局2022年"', '"某局2023年"')


@pytest.mark.parametrize(
    "value",
    ["001", "yes", "2022-03-31", "1-10", "", "null", "甲: 乙", "# 甲", "一\n二\n", "尾 ", "[a]", "二\n # x", None],
)
def test_what_is_written_anew_is_read_as_the_same(value: str | None) -> None:
    data = {"任务": [{"序号": value, "节点": [{"3月底前": value}]}]}
    assert parse_yaml(dump_typed(data), "").data == data


def test_what_stands_in_two_places_is_written_twice() -> None:
    """A typed file with anchors is refused."""
    units = ["甲股", "乙股"]
    text = dump_typed({"任务": [{"牵头": units}, {"牵头": units}]})
    assert text.count("乙股") == 2
    assert "&" not in text
