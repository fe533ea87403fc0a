"""`duban import --units`: a contact list goes into units.yaml, and nothing that is typed there is touched."""

from collections.abc import Mapping
from typing import Any

import pytest
import yaml

from tests.clerk import Clerk
from tests.imports.cases import contact_lists
from tests.imports.contacts import contact_differences

ByHand = Mapping[str, Any]
UNITS = """\
# 责任单位
机构:
  - {名称: 县商务局, 代码: SWJ, 分管领导: 旁人}   # 在一行里
  - 县教育局
  - 名称: 县住房和城乡建设局
    代码: ZJJ
    别名: [县住建局]
    联络员: 康路 000-0000000
群组:
  生态环境分局: {包含: [县商务局]}
"""
LISTS = tuple(contact_lists())
LIST = "单位,分管领导,联系人,电话\n"


@pytest.fixture
def office(tmp_path: Any) -> Clerk:  # noqa: ANN401 - pytest's own
    return Clerk(tmp_path / "office")


def import_list(office: Clerk, data: bytes, name: str, units: str) -> tuple[str, list[str], ByHand]:
    """units.yaml as it is then, and what was printed: lines, and the object for programs of a second run."""
    path = office.folder / "plans" / office.plan / "units.yaml"
    path.write_bytes(units.encode())
    (office.folder / name).write_bytes(data)
    printed = office.run("duban", "import", "--units", name)
    text = path.read_bytes().decode()
    return text, printed.output.splitlines(), office.run("duban", "import", "--units", name, "--json").json


@pytest.mark.parametrize(("name", "data", "by_hand"), LISTS, ids=lambda value: str(value)[:12])
def test_a_contact_list_is_written_as_by_hand(
    office: Clerk, name: str, data: bytes, by_hand: Mapping[str, Any]
) -> None:
    """Into a file with one other unit; a second time nothing is left to write."""
    units, printed, again = import_list(office, data, name, "机构:\n  - {名称: 档案馆, 代码: DAG}\n")
    with_archive = {**by_hand, "机构": [{"名称": "档案馆", "代码": "DAG"}, *by_hand["机构"]]}
    assert [*contact_differences(with_archive, units, printed)] == []
    assert again["edits"] == []


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_what_is_typed_stays_and_what_differs_is_told(office: Clerk, line_end: str) -> None:
    name, data, _ = LISTS[0]
    units, printed, _ = import_list(office, data, name, UNITS.replace("\n", line_end))
    typed, found = UNITS.splitlines(), units.split(line_end)
    assert [
        line for line in typed if line not in found and "县商务局, 代码" not in line and line != "  - 县教育局"
    ] == []
    by_name = {unit["名称"]: unit for unit in yaml.safe_load(units)["机构"]}
    assert by_name["县商务局"] == {
        "名称": "县商务局", "代码": "SWJ", "分管领导": "旁人", "联络员": {"姓名": "孟飞", "电话": "000-0000000"},
    }  # fmt: skip
    assert by_name["县教育局"] == {"名称": "县教育局", "分管领导": "苏雅"}
    assert by_name["县住房和城乡建设局"]["联络员"] == "康路 000-0000000"
    told = "\n".join(printed)
    assert "县商务局的“分管领导”，units.yaml 里是“旁人”，表里是“丁建国”，没有改" in told
    assert "“生态环境分局”是群组" in told


def test_a_row_without_a_unit_and_a_name_like_another_are_told(office: Clerk) -> None:
    data = f"{LIST},丁建国,尤佳,000-0000000\n县住房城乡建设局,何敏,康路,000-0000000\n".encode()
    _, printed, _ = import_list(office, data, "表.csv", UNITS)
    told = "\n".join(printed)
    assert "这一行没有写单位" in told
    assert "“县住房城乡建设局”加作新的单位，与“县住房和城乡建设局”相像" in told


def test_of_two_persons_in_a_header_of_two_rows_each_is_who_the_upper_row_says(office: Clerk) -> None:
    """姓名 and 手机 stand twice; the leader is not the person to call, and the leader's telephone is told."""
    table = ",单位,分管领导,,联络员,\n,,姓名,手机,姓名,手机\n1,县商务局,甲一,000-0000001,乙二,000-0000002\n"
    units, printed, _ = import_list(office, table.encode(), "通讯录.csv", "机构:\n  - 县商务局\n")
    (unit,) = yaml.safe_load(units)["机构"]
    assert unit == {"名称": "县商务局", "分管领导": "甲一", "联络员": {"姓名": "乙二", "电话": "000-0000002"}}
    assert any("分管领导手机" in line for line in printed)


def test_what_is_no_contact_list_changes_nothing(office: Clerk) -> None:
    units, printed, _ = import_list(office, "序号,任务,时限\n1,修路,6月底\n".encode(), "表.csv", UNITS)
    assert units == UNITS
    assert any("contacts-none" in line for line in printed)


@pytest.mark.parametrize("option", [("--column", "简称=名称"), ("--as", "新单位"), ("--year", "2026")])
def test_what_is_said_of_tables_is_refused_for_a_contact_list(office: Clerk, option: tuple[str, str]) -> None:
    """It would do nothing; the same where no table is given at all."""
    (office.folder / "通讯录.csv").write_text(LIST, encoding="utf-8")
    told = office.run("duban", "import", "--units", "通讯录.csv", *option)
    assert (told.exit, f"{option[0]} 只用于任务分解表" in told.output) == (2, True)
    assert office.run("duban", "init", "新单位", *option).exit == 2
    assert not (office.folder / "新单位").exists()
