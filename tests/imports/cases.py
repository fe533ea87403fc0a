"""The tables that an importer is judged by, each as a file, with the plan that was made from it by hand."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tests.imports.compare import Expected
from tests.imports.hostile import hostile_document, hostile_workbook
from tests.imports.seeds import SEEDS, bare, quanzhou, source_text
from tests.imports.source import Document, Row, Sheet, drawn, lines_by_number, rows_by_number, table_of
from tests.imports.spreadsheets import cell_lines, comma_separated, ods, pasted, xlsx
from tests.imports.word import word

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
EXAMPLES = {
    "city-projects-2025": "docx",
    "work-safety-2025": "ods",
    "county-inspection-2025": "csv",
    "township-2025": "txt",
    "enterprise-2025": "xlsx",
}
BY_CHOICE = {
    "quanzhou-2024": {
        (number, "leaders"): "分管领导 is printed as 李自坚 alone; the plan by hand takes the leader of every unit"
        for number in ("6-2", "6-5")
    },
    "quanzhou-2024.txt": {
        (
            number,
            "heading",
        ): "none is printed from 2-1-1 on, where it is told; the plan takes it from the scheme"
        for number in ("2-1-2", "2-2-1", "2-2-2")
    },
    "township-2025": {("1", "project"): "the list prints neither sums nor size of the project; the plan has them"},
}
"""Where a plan by hand says by choice what its table does not: the table, as it is printed, is read as well."""
LONG_TITLE = "2025年全县重点工作任务分解表"
LONG_COLUMNS = ("序号", "类别", "名称", "内容", "牵头", "协办", "责任领导", "完成时限")
EXAMPLES_LEFT_OUT = {"enterprise-2025": ("合计",)}
TEN = (
    *("quarters", "in-cell", "underlined", "report-points", "scores"),
    *("traditional", "supervision", "projects", "two-tables", "rows"),
)
LATER = ("page-ends", "titles", "stacked")
"""Made after the importer was mended, of other words and shapes than those that it was mended by."""
WRITERS: dict[str, Callable[[Document], bytes]] = {
    "xlsx": xlsx, "docx": word, "ods": ods, "csv": comma_separated, "txt": pasted, "stacked": cell_lines,
}  # fmt: skip


@dataclass(frozen=True)
class Case:
    """One file to import.

    Attributes:
        name: of the test, such as ``taishan-2022.docx``.
        file: the name that the clerk's file has.
        data: its bytes.
        document: what is read in it.
        expected: the plan by hand, what is doubtful, what is left out.
    """

    name: str
    file: str
    data: bytes
    document: Document
    expected: Expected


@cache
def cases() -> tuple[Case, ...]:
    """All: five seeds in three formats, five further plans, ten tables, the later ones and the hostile workbook."""
    return (*seed_cases(), *example_cases(), *drawn_cases(TEN), *drawn_cases(LATER), hostile_case())


def case(name: str) -> Case:
    """One of them by its name."""
    return next(each for each in cases() if each.name == name)


def seed_cases() -> Iterator[Case]:
    for plan, makers in SEEDS.items():
        for ending, make in makers.items():
            yield made(f"{plan}.{ending}", make(), ending, seed_expected(plan, ending))
        text = source_text(plan)
        expected = replace(seed_expected(plan, "txt"), rows=lines_by_number(text))
        yield Case(f"{plan}.txt", f"{plan}.txt", text.encode(), text_document(text), expected)
    document = quanzhou()
    data = cell_lines(document)
    name = "quanzhou-2024-cells.txt"
    expected = replace(seed_expected("quanzhou-2024", "docx"), rows=lines_by_number(data.decode()))
    yield Case(name, name, data, document, expected)


def seed_expected(plan: str, ending: str) -> Expected:
    """The shipped plan; doubtful are leads that no underline shows, and what a page's end has torn in the text."""
    by_hand = read_yaml(ROOT / "plans" / plan / "plan.yaml")
    if plan == "quanzhou-2024" and ending == "txt":
        by_hand = by_hand | {"任务": without_lost_heading(by_hand["任务"]), "组": without_lost_heading(by_hand["组"])}
    guessed = {str(task["序号"]): "哪家牵头" for task in by_hand["任务"] if "牵头待确认" in task}
    doubtful = {
        "huarong-2021": {"": "没有完成时限", "1": "责任股室是“相关股室”", "33": "协办股室是“相关股室”"},
        "huizhou-2020": {"": "没有责任单位，没有完成时限"},
        "quanzhou-2024": {"": "哪家牵头，十六项，对整栏问一次", "1-7-2": "两位领导的姓名连在一起"},
        "sanshui-2020": {"": "没有责任单位"} | (dict.fromkeys("367", "跨页断开") if ending == "txt" else {}),
        "taishan-2022": guessed if ending == "txt" else {},
    }[plan]
    torn_header = ("权重分值", "科室责任人") if ending == "txt" else ()
    left_out = {
        "quanzhou-2024": ("绩效目标考评得分", "合计", "陈军宣蔡玉霖", *torn_header),
        "sanshui-2020": ("单位名称: (公章)", "000-0000000"),
    }
    units = read_yaml(ROOT / "plans" / plan / "units.yaml")
    by_choice = {**BY_CHOICE.get(plan, {}), **BY_CHOICE.get(f"{plan}.{ending}", {})}
    return Expected(by_hand, units, doubtful, left_out.get(plan, ()), by_choice=by_choice)


def without_lost_heading(entries: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Tasks or groups of 泉州 below the headings that the text still has: the conversion lost the first one."""
    return [
        {key: str(value).removeprefix("职能工作目标/") if key == "类别" else value for key, value in entry.items()}
        for entry in entries
    ]


def example_cases() -> Iterator[Case]:
    for plan, ending in EXAMPLES.items():
        by_hand, units = (read_yaml(ROOT / "examples" / plan / name) for name in ("plan.yaml", "units.yaml"))
        document = drawn_table(plan, by_hand["计划"]["名称"])
        left_out, by_choice = EXAMPLES_LEFT_OUT.get(plan, ()), BY_CHOICE.get(plan, {})
        yield made(f"{plan}.{ending}", document, ending, Expected(by_hand, units, {}, left_out, by_choice=by_choice))


def drawn_cases(names: Sequence[str]) -> Iterator[Case]:
    for name in names:
        by_hand = read_yaml(HERE / "tables" / f"{name}.yaml")
        document = drawn_table(name, by_hand["计划"]["名称"])
        for ending in by_hand["formats"]:
            yield made(f"{name}.{ending}", document, ending, expected_of(by_hand))


def hostile_case() -> Case:
    expected = expected_of(read_yaml(HERE / "tables" / "hostile.yaml"))
    document = hostile_document()
    expected = replace(expected, rows=rows_by_number(document))
    return Case("hostile.xlsx", "重点工作.xlsx", hostile_workbook(), document, expected)


def contact_lists() -> Iterator[tuple[str, bytes, Mapping[str, Any]]]:
    """For ``import --units``: the file's name, its bytes, and contacts.yaml: 机构, doubtful, left_out."""
    by_hand = read_yaml(HERE / "tables" / "contacts.yaml")
    for ending in by_hand["formats"]:
        yield f"联系表.{ending}", WRITERS[ending](drawn_table("contacts", "联系表")), by_hand


def long_case(rows: int = 130) -> Case:
    """A county's list of so many tasks, as long as offices have them: ten kinds of work, each in all its towns."""
    kinds = read_yaml(HERE / "tables" / "quarters.yaml")["任务"]
    units = [f"第{number}镇" for number in range(1, rows // len(kinds) + 2)]
    lines = [f"{LONG_TITLE}\n| 序号 | 类别 | 任务名称 | 主要内容 | 牵头单位 | 配合单位 | 责任领导 | 完成时限"]
    tasks = list[dict[str, object]]()
    for index in range(rows):
        kind, unit = kinds[index % len(kinds)], units[index // len(kinds)]
        task = {"序号": index + 1, "名称": f"{unit}{kind['名称']}", "牵头": unit, "完成时限": f"{index % 12 + 1}月底前"}
        task |= {key: kind[key] for key in ("类别", "内容", "协办", "责任领导") if key in kind}
        lines.append(" | ".join(["", *(str(task.get(key, "")) for key in LONG_COLUMNS)]).strip())
        tasks.append(task)
    by_hand = {"计划": {"名称": LONG_TITLE, "年度": 2025}, "任务": tasks}
    return made("long.xlsx", drawn("\n".join(lines), LONG_TITLE), "xlsx", expected_of(by_hand))


def made(name: str, document: Document, ending: str, expected: Expected) -> Case:
    """A case whose file is written now, or kept beside its drawing, where only another program can write it."""
    kept = HERE / "tables" / name
    data = kept.read_bytes() if kept.exists() else WRITERS[ending](document)
    rows = rows_by_number(document, in_tables=ending in {"docx", "stacked"}) or lines_by_number(document.text)
    file = f"{document.title}.{ending.replace('stacked', 'txt')}"
    return Case(name, file, data, document, replace(expected, rows=rows))


def expected_of(by_hand: Mapping[str, Any]) -> Expected:
    return Expected(by_hand, {}, by_hand.get("doubtful", {}), tuple(by_hand.get("left_out", ())))


def drawn_table(name: str, title: str) -> Document:
    return drawn((HERE / "tables" / f"{name}.table").read_text(encoding="utf-8"), title)


def text_document(text: str) -> Document:
    """A text as lines, and as rows of a table where there are tabs."""
    blocks, rows = list[str | tuple[Row, ...]](), list[Sequence[str]]()
    for line in [*text.splitlines(), ""]:
        if "\t" in line:
            rows.append([bare(cell) for cell in line.split("\t")])
            continue
        if rows:
            blocks.append(table_of(rows))
            rows = []
        if line.strip():
            blocks.append(bare(line))
    return Document("", (Sheet("Sheet1", tuple(blocks)),))


@cache
def read_yaml(path: Path) -> Any:  # noqa: ANN401 — whatever stands there
    return yaml.safe_load(path.read_text(encoding="utf-8"))
