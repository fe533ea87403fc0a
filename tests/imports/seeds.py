"""The five offices' documents as they had them before, made from the printed texts, plans/*/source.txt.

Where the conversion to text has torn a table at a page's end, the table is made whole again, as it was typed.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from tests.imports.source import ABOVE, LEFT, Document, Sheet, Table, table_of, with_paged_header

PLANS = Path(__file__).parents[2] / "plans"

SANSHUI_TORN = {
    "3": ("53. {}2022年提升改造乡镇学校项目20个。", "{}提升工程。"),
    "6": ("{}", "以名校+新校，将西南街道新建的思{}"),
}
"""What a page's end has cut off a task's name and aim."""
QUANZHOU_HEADINGS = {
    "1": ("职能工作目标\n（68分）", "重点工作目标"),
    "2": ("职能工作目标\n（68分）", "常规工作目标"),
    "4": ("行政能力目标\n（20分）", "从严治党"),
    "5": ("行政能力目标\n（20分）", "依法履职"),
    "6": ("行政能力目标\n（20分）", "机关效能"),
    "7": ("精神文明建设成效\n(6分)", ""),
    "8": ("平安建设成效\n(6分)", ""),
}
"""By the first figure of a task's number."""


def source_text(plan: str) -> str:
    """A printed document, as the conversion has left it: tags, stray spaces, torn rows."""
    return (PLANS / plan / "source.txt").read_text(encoding="utf-8")


def lines_of(plan: str) -> list[list[str]]:
    """Its lines that say something, taken apart at the tabs."""
    return [line.split("\t") for line in source_text(plan).splitlines() if line.strip()]


def bare(text: str) -> str:
    """Without tags, and without the spaces that the conversion strewed in beside digits and Latin letters."""
    text = re.sub(r"</p>\s*<p>", "\n", text)
    text = re.sub(r"</?[pu]>", "", text).strip()
    return re.sub(r"(?<=[\da-zA-Z%.])[ ](?=[^\x00-\x7f])|(?<=[^\x00-\x7f])[ ](?=[\da-zA-Z])", "", text)


def stacked(text: str) -> str:
    """Words that stand below each other in a cell."""
    return "\n".join(bare(text).split())


def sanshui() -> Document:
    """Thirteen columns; a task is four rows, all but its quarters merged."""
    lines = lines_of("sanshui-2020")
    header = next(line for line in lines if line[0] == "工作类别")
    cells = [bare(cell) for line in lines for cell in line if re.match(r"(<p>)?第.季度[:：]", cell)]
    quarters = [part for cell in cells for part in cell.split("\n")]
    dated = [line for line in lines if len(line) >= len(header) and re.fullmatch(r"[\d/]{10}", line[6])]
    standards = [[bare(line[5]), line[6], line[7]] for line in dated]
    torn = next(index for index, line in enumerate(dated) if line[0] == "府里重点工作")
    standards.insert(torn + 1, [ABOVE, "2020/12/31", "2020/12/31"])
    tasks = [line for line in dated if line[1].isdecimal()]
    rows = [header]
    for at, task in enumerate(tasks):
        name, aim = SANSHUI_TORN.get(task[1], ("{}", "{}"))
        whole = [task[0], task[1], name.format(task[2].removeprefix("53. ")), aim.format(task[3])]
        for quarter in range(4 * at, 4 * at + 4):
            first = quarter == 4 * at
            left = [bare(cell) for cell in whole] if first else [ABOVE] * 4
            right = [task[8], people(task[9]), *task[10:13]] if first else [ABOVE] * 5
            rows.append([*left, quarters[quarter], *standards[quarter], *right])
    below = [line[0] for line in lines[lines.index(["填报说明："]) :]]
    return one_sheet("区教育局2020年度绩效目标任务分解表", [], ["单位名称: (公章)", table_of(rows)], below)


def people(cell: str) -> str:
    """Who is responsible, a line each."""
    return re.sub(r"\s+(联系人)", r"\n\1", cell.strip())


def taishan(*, notice: bool, underlined: bool = True) -> Document:
    """A list over ten pages, its header on each; the leads underlined, as the note below it says.

    Args:
        notice: with the notice before it and the blank form behind it, as in Word.
        underlined: as the office had it; False as the conversion has left it, in two rows only.
    """
    lines = lines_of("taishan-2022")
    header = next(line for line in lines if line[0] == "序号")
    rows = [
        [line[0], bare(line[1]), bare(line[2]), taishan_units(line[3], underlined=underlined), stacked(line[4])]
        for line in lines
        if line[0].isdecimal() and len(line) > 3
    ]
    title, note = "台山市教育系统2022年重点工作任务一览表", "说明：责任股室列中标注下划线为牵头股室。"
    if not notice:
        return with_paged_header(one_sheet(title, ["附件1"], [table_of([header, *rows])], [note]), every=2, mark="")
    start, form = lines.index(["附件 1"]), lines.index(["附件 2"])
    before = [line[0] for line in lines[: start + 1]]
    blank = table_of([lines[-1], [""] * 7])
    after = [note, *(line[0] for line in lines[form:-1])]
    blocks: list[str | Table] = [*before, title, table_of([header, *rows]), *after, blank]
    return Document("关于印发台山市教育系统2022年重点工作任务的通知", (Sheet("Sheet1", tuple(blocks)),))


def taishan_units(cell: str, *, underlined: bool) -> str:
    printed = re.search(r"<u>(.+?)</u>", cell)
    names = stacked(cell).split("\n")
    if printed or (underlined and len(names) > 1):
        names[0] = f"<u>{names[0]}</u>"
    return "\n".join(names)


def huarong(*, paged: bool) -> Document:
    """Six columns, the category merged over its tasks; a name of two letters has a space in it, as typed."""
    lines = lines_of("huarong-2021")
    header = next(line for line in lines if line[0] == "类别")
    rows = [header]
    for line in lines[lines.index(header) + 1 :]:
        category = line[0] if line[0] and line[0] != rows[-1][0] and not continued(rows, line[0]) else ABOVE
        leaders = re.sub(r"(?<=\S{2}) (?=\S)|(?<=\S) (?=\S{2,})", "\n", line[3])
        rows.append([category, line[1], line[2], leaders, line[4], line[5].replace(" ", "\n")])
    title = "“富美教育”2021年度重点工作任务分解表"
    document = one_sheet(title, ["附件"], [table_of(rows)], [])
    return with_paged_header(document, every=12) if paged else document


def continued(rows: Sequence[Sequence[str]], category: str) -> bool:
    """Whether a page's end has repeated the category that the rows above belong to."""
    return next((row[0] for row in reversed(rows) if row[0] != ABOVE), "") == category


def huizhou(*, table: bool) -> Document:
    """Work points: chapters, and below them numbered points without any unit; in Word they are plain paragraphs."""
    lines = ["".join(line[0].split()) for line in lines_of("huizhou-2020")]
    title = "惠州市教育局2020年工作要点"
    if not table:
        return Document(title, (Sheet("Sheet1", (title, *lines)),))
    rows = [["序号", "工作要点"]]
    for line in lines[1:]:
        number, dot, words = line.partition("﹒")
        rows.append([number, words] if dot else [line, LEFT])
    return one_sheet(title, [lines[0]], [table_of(rows)], [])


def quanzhou() -> Document:
    """Eleven columns; category, source and first-level aim merged over their rows, two totals.

    The name of the first category, which the conversion has lost, is taken from the scheme before the table.
    """
    lines = lines_of("quanzhou-2024")
    start = next(index for index, line in enumerate(lines) if line[0] == "1-1-1")
    header = ["指标类别", LEFT, "序号", "任务来源", "一级指标", "年度工作目标", "权重分值", "完成时限"]
    rows = [[*header, "分管领导", "责任科室", "科室责任人"]]
    above = ["", "", "", ""]
    for line in lines[start:]:
        kind = line[0].partition("-")[0]
        if len(line) == 2 and line[1].isdecimal():  # 合计 and 得分
            rows.append(["", "", re.sub(r"\s+", "", line[0]), "", "", "", line[1], "", "", "", ""])
        elif len(line) > 2 and kind in QUANZHOU_HEADINGS:
            source, aim, *rest = line[1:] if len(line) > 7 else ["", "", *line[1:]]
            has_aim = len(line) > 7  # from 4-1 on neither source nor first-level aim is printed
            merged = [*QUANZHOU_HEADINGS[kind], *([source or above[2], aim or above[3]] if has_aim else ["", ""])]
            cells = [ABOVE if cell and cell == before else cell for cell, before in zip(merged, above, strict=True)]
            people = (re.sub(r"[/ ]+", "\n", cell.strip(" /")) for cell in rest[3:])
            rows.append([*cells[:2], line[0], *cells[2:], *rest[:3], *people])
            above = merged
    title = "泉州市教育局2024年度绩效目标考评表"
    return one_sheet(title, ["附件"], [table_of(rows)], [])


def one_sheet(title: str, above: Iterable[str], tables: Iterable[str | Table], below: Iterable[str]) -> Document:
    """A document with its title and these lines above its tables, and those below."""
    return Document(title, (Sheet("Sheet1", (*above, title, *tables, *below)),))


SEEDS: dict[str, dict[str, Callable[[], Document]]] = {
    "sanshui-2020": {"xlsx": sanshui, "docx": sanshui},
    "taishan-2022": {"xlsx": lambda: taishan(notice=False), "docx": lambda: taishan(notice=True)},
    "huarong-2021": {"xlsx": lambda: huarong(paged=True), "docx": lambda: huarong(paged=False)},
    "huizhou-2020": {"xlsx": lambda: huizhou(table=True), "docx": lambda: huizhou(table=False)},
    "quanzhou-2024": {"xlsx": quanzhou, "docx": quanzhou},
}
"""How each office's document was made, by its plan and format; as .txt each is its source.txt."""
