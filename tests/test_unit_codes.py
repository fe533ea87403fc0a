"""A unit without a code gets one from its name, which the first build writes into units.yaml for good."""

from pathlib import Path

import pytest

from duban.plan_source.standard_plan import standard_directory
from duban.text.pinyin import pinyin_code
from duban.workspace.yaml_edit import add_key_behind
from duban.workspace.yaml_file import parse_yaml
from tests.clerk import Clerk

UNITS = """\
# 名单
机构:
  - {名称: 基财股, 类型: 股室}   # 管钱
  - 职终股
  - 名称: 基安股       # 名称在前
    别名: [安全股]

  - {类型: 股室, 单位名称: "人事股", 别名: [人事]}
  - {名称: 机关支部, 代码: JCG}
变更:
  - {日期: 2022-06-01, 单位: 基财股, 分出: {名称: 计财股}}
"""
WRITTEN = """\
# 名单
机构:
  - {名称: 基财股, 代码: JICG, 类型: 股室}   # 管钱
  - {名称: 职终股, 代码: ZZG}
  - 名称: 基安股       # 名称在前
    代码: JAG
    别名: [安全股]

  - {类型: 股室, 单位名称: "人事股", 代码: RSG, 别名: [人事]}
  - {名称: 机关支部, 代码: JCG}
变更:
  - {日期: 2022-06-01, 单位: 基财股, 分出: {名称: 计财股, 代码: JCAG}}
"""


@pytest.mark.parametrize(
    ("name", "taken", "code"),
    [
        ("教师工作股", (), "JSGZG"),
        ("中教科", ("ZJK",), "ZHJK"),  # as people tell it from 职教科
        ("中教科", ("ZJK", "ZHJK", "ZJIK", "ZJKE"), "ZJKA"),
        ("县人力资源和社会保障局", (), "XRLZYH"),
        ("县人力资源服务中心", ("XRLZYF",), "XIRLZY"),
        ("局", (), "JU"),
        ("A股", (), "AG"),
        ("3", (), "AA"),
    ],
)
def test_a_code_is_the_first_letters(name: str, taken: tuple[str, ...], code: str) -> None:
    assert pinyin_code(name, taken) == code


def test_codes_are_written_where_they_are_missing_and_nothing_else_changes() -> None:
    """In brackets, in lines, behind a comment, for a mere name, under another word for 名称, for a part."""
    standard = standard_directory(parse_yaml(UNITS, "").data)
    text = UNITS
    for path, code in standard.codes.items():
        text = add_key_behind(text, path, "单位名称" if path == ("机构", 3) else "名称", "代码", code)
    assert text == WRITTEN
    assert standard_directory(parse_yaml(text, "").data).codes == {}
    assert standard_directory(parse_yaml(text, "").data).data == standard.data


def test_the_first_build_writes_codes_and_they_stay(tmp_path: Path) -> None:
    """She adds a unit later whose name would have had the code: it gets another one."""
    clerk = Clerk(tmp_path / "desk")
    path = clerk.folder / "plans" / clerk.plan / "units.yaml"
    typed = path.read_text(encoding="utf-8")
    without = typed.replace("{名称: 人事股, 代码: RSG}", "{名称: 人事股}")
    path.write_text(without, encoding="utf-8")
    built = clerk.run("build", "--period", "2022-06", "--as-of", "2022-06-03", "--json")
    assert built.json["codes"] == {"人事股": "RSG"}
    assert path.read_text(encoding="utf-8") == typed
    path.write_text(typed.replace("机构:\n", "机构:\n  - 人社股\n"), encoding="utf-8")
    again = clerk.run("build", "--period", "2022-06", "--as-of", "2022-06-03", "--reissue", "--json")
    assert again.json["codes"] == {"人社股": "RESG"}
    assert "{名称: 人事股, 代码: RSG}" in path.read_text(encoding="utf-8")
