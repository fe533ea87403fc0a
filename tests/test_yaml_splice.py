"""Changes written into typed text: what they mean, and that nothing else moves."""

import pytest

from duban.plan_source.typed_change import ChangeKind, TypedChange
from duban.workspace.yaml_file import parse_yaml
from duban.workspace.yaml_splice import write_changes

TEXT = """\
# 抬头
计划:
  名称: 甲   # 照录
  说明: |-
    一行
    # 不是注释
  # 下面是年度
  年度: 2026

任务:
  # 第一项
  - 序号: 1
    协办: [甲局, 乙局]     # 按印发稿
    节点:
      - 3月底前: 招标
      - {时限: 6月底前, 内容: 开工, 标准: 批复}

  # 第二项
  - 牵头:
    序号: 2
    来源:   # 两个
      - 甲
      - 乙
群组:
  各镇: {包含: 甲镇}
"""

REPLACED, REMOVED, RENAMED = ChangeKind.REPLACED, ChangeKind.REMOVED, ChangeKind.RENAMED
KEY, ITEM = ChangeKind.KEY_ADDED, ChangeKind.ITEM_ADDED

CASES = {
    "a value keeps the comment behind it": (
        [TypedChange(REPLACED, ("计划", "名称"), "乙")],
        {"  名称: 甲   # 照录": "  名称: 乙   # 照录"},
    ),
    "a block becomes a line, and the comment below it stays": (
        [TypedChange(REPLACED, ("计划", "说明"), "一行")],
        {"  说明: |-\n    一行\n    # 不是注释\n": "  说明: 一行\n"},
    ),
    "a line becomes a block, its comment on the first line": (
        [TypedChange(REPLACED, ("计划", "名称"), "甲\n乙")],
        {"  名称: 甲   # 照录\n": "  名称: |-   # 照录\n    甲\n    乙\n"},
    ),
    "a list in brackets stays one": (
        [TypedChange(REPLACED, ("任务", 0, "协办"), ["丙局"])],
        {"[甲局, 乙局]     # 按": "[丙局]     # 按"},
    ),
    "a list on lines becomes a text": (
        [TypedChange(REPLACED, ("任务", 1, "来源"), "甲、乙")],
        {"    来源:   # 两个\n      - 甲\n      - 乙\n": "    来源: 甲、乙   # 两个\n"},
    ),
    "what YAML would read otherwise is quoted": (
        [TypedChange(REPLACED, ("任务", 0, "节点", 1, "内容"), "甲, 乙: #1")],
        {"内容: 开工": "内容: '甲, 乙: #1'"},
    ),
    "nothing becomes something": (
        [TypedChange(REPLACED, ("任务", 1, "牵头"), "甲局")],
        {"  - 牵头:\n": "  - 牵头: 甲局\n"},
    ),
    "a key goes with its comment": (
        [TypedChange(REMOVED, ("计划", "年度"))],
        {"  # 下面是年度\n  年度: 2026\n": ""},
    ),
    "the first key of an item goes, and the next stands behind the dash": (
        [TypedChange(REMOVED, ("任务", 1, "牵头"))],
        {"  - 牵头:\n    序号: 2\n": "  - 序号: 2\n"},
    ),
    "keys in brackets go with one comma each": (
        [TypedChange(REMOVED, ("任务", 0, "节点", 1, "时限")), TypedChange(REMOVED, ("任务", 0, "节点", 1, "标准"))],
        {"{时限: 6月底前, 内容: 开工, 标准: 批复}": "{内容: 开工}"},
    ),
    "an item goes with its comment and the blank line": (
        [TypedChange(REMOVED, ("任务", 0))],
        {TEXT[TEXT.index("  # 第一项") : TEXT.index("  # 第二项")]: ""},
    ),
    "a key comes behind its neighbour": (
        [
            TypedChange(KEY, ("任务", 0, "名称"), "甲", "序号"),
            TypedChange(KEY, ("任务", 0, "节点", 1, "牵头"), "乙", "内容"),
        ],
        {"  - 序号: 1\n": "  - 序号: 1\n    名称: 甲\n", "开工, 标": "开工, 牵头: 乙, 标"},
    ),
    "items come in their order, where the others stand": (
        [
            TypedChange(ITEM, ("任务", 0, "节点", 0), {"1月底前": "甲"}),
            TypedChange(ITEM, ("任务", 0, "节点", 0), {"2月底前": "乙"}),
        ],
        {"      - 3月": "      - 1月底前: 甲\n      - 2月底前: 乙\n      - 3月"},
    ),
    "an item in the place of one that goes": (
        [TypedChange(ITEM, ("任务", 1, "来源", 2), "丙"), TypedChange(REMOVED, ("任务", 1, "来源", 1))],
        {"      - 乙\n": "      - 丙\n"},
    ),
    "an item behind the last, after a blank line like the others": (
        [TypedChange(ITEM, ("任务", 2), {"序号": "3"})],
        {"      - 乙\n": "      - 乙\n\n  - 序号: 3\n"},
    ),
    "a name, and a name more": (
        [
            TypedChange(RENAMED, ("群组", "各镇"), "各街道"),
            TypedChange(KEY, ("群组", "各村"), {"包含": "甲村"}, "各镇"),
        ],
        {"  各镇: {包含: 甲镇}\n": "  各街道: {包含: 甲镇}\n  各村:\n    包含: 甲村\n"},
    ),
    "a list more at the top": (
        [TypedChange(KEY, ("调整",), [{"类型": "取消"}])],
        {"  各镇: {包含: 甲镇}\n": "  各镇: {包含: 甲镇}\n\n调整:\n  - 类型: 取消\n"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_a_change_stands_where_it_belongs_and_nothing_else_moves(name: str) -> None:
    changes, replaced = CASES[name]
    expected = TEXT
    for old, new in replaced.items():
        assert expected.count(old) == 1
        expected = expected.replace(old, new)
    written = write_changes(TEXT, changes)
    assert written == expected
    assert parse_yaml(written, "").mistakes == ()
