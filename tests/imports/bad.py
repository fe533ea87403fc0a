"""Files that cannot be taken as they are, and what a clerk should be told: where it is, and what she can do.

What she should be told is a list of sentences, each as regular expressions that all fit one printed line, or that line
and the next (the hint). A file that is refused leaves nothing written; one that is taken has its doubts at their rows.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

from tests.imports.pictures import picture_in_word, picture_in_workbook, png, scanned_pdf
from tests.imports.source import ABOVE, Document, drawn
from tests.imports.spreadsheets import xlsx

OLD_WORD = Path(__file__).parent / "tables/old.doc"
"""The first part of the plan in two files, saved by LibreOffice 7.4."""
SAMPLES = Path(__file__).parents[1] / "samples"
HEADER = "| 序号 | 任务 | 牵头单位 | 完成时限 | 责任领导"


@dataclass(frozen=True)
class BadInput:
    """One mistake.

    Attributes:
        name: of the test.
        files: names and bytes, to be imported one after the other into one folder.
        told: what must be said; see above.
        refused: whether the last file is refused as a whole, and nothing is written or changed.
        tasks: the names of those that are imported all the same, in their order; none where it is refused.
    """

    name: str
    files: tuple[tuple[str, bytes], ...]
    told: tuple[tuple[str, ...], ...]
    refused: bool = False
    tasks: tuple[str, ...] = ()

    def untold(self, printed: Sequence[str]) -> list[tuple[str, ...]]:
        """What should have been said, and was not."""
        pairs = [f"{line}\n{after}" for line, after in zip_longest(printed, printed[1:], fillvalue="")]
        return [sentence for sentence in self.told if not any(fits(sentence, pair) for pair in pairs)]


def fits(sentence: Sequence[str], text: str) -> bool:
    return all(re.search(pattern, text) for pattern in sentence)


def at(row: int, number: int, words: str) -> str:
    """Any way to say where: the row of the file, the task's number, or its words."""
    return rf"第{row}行|![A-Z]+{row}(?!\d)|:{row}(?!\d)|(任务|序号|第) ?{number}(?!\d)|{words}"


def sheet(drawing: str, title: str = "2025年重点任务分解表") -> Document:
    """A table below its title: its header is row 2 of the file, its first task row 3."""
    return drawn(f"{title}\n{drawing.strip()}", title)


def refused(name: str, file: str, data: bytes, *told: tuple[str, ...]) -> BadInput:
    return BadInput(name, ((file, data),), told, refused=True)


def taken(name: str, drawing: str, *told: tuple[str, ...]) -> BadInput:
    document = sheet(drawing)
    return BadInput(name, (("任务分解表.xlsx", xlsx(document)),), told, tasks=task_names(document))


def task_names(document: Document) -> tuple[str, ...]:
    """What stands in the second column of numbered rows; of merged cells, what stands above."""
    names = list[str]()
    for row in next(document.tables):
        if row[0].isdecimal():
            names.append(names[-1] if row[1] == ABOVE else row[1])
    return tuple(names)


TO_TYPE = r"Word|Excel|文字|另存|电子"
PAYROLL = """
| 工号 | 姓名 | 岗位工资 | 薪级工资 | 绩效 | 公积金 | 实发
| 001 | 尤佳 | 2400 | 1800 | 2100 | 756 | 5544
| 002 | 孟飞 | 2200 | 1650 | 2000 | 702 | 5148
| 合计 | < | 4600 | 3450 | 4100 | 1458 | 10692
"""
FIRST_PART = f"""
{HEADER}
| 1 | 修订防汛预案 | 应急办 | 3月底前 | 魏强
| 2 | 清理河道8公里 | 水利站 | 汛期前 | 魏强
"""
SECOND_PART = f"""
{HEADER}
| 3 | 改造村道6公里 | 城建办 | 10月底前 | 曹阳
| 4 | 维修校舍两处 | 中心小学 | 8月底前 | 曹阳
"""

REFUSED = (
    refused("scan", "任务分解表.pdf", scanned_pdf(), (r"PDF|扫描|图片", TO_TYPE)),
    refused("photograph", "任务分解表.png", png(), (r"图片|扫描|照片", TO_TYPE)),
    refused("picture-in-word", "任务分解表.docx", picture_in_word(), (r"图片", TO_TYPE)),
    refused("picture-in-workbook", "任务分解表.xlsx", picture_in_workbook(), (r"图片|没有.*(表|内容)|空", TO_TYPE)),
    refused("old-word", "任务分解表.doc", OLD_WORD.read_bytes(), (r"\.doc|旧|Word", r"另存|docx|转")),
    refused(
        "locked", "任务分解表.xlsx", (SAMPLES / "locked.xlsx").read_bytes(), (r"密码|加密", r"另存|去掉|取消|解除|打开")
    ),
    refused("empty", "任务分解表.xlsx", xlsx(sheet("")), (r"没有.*(表|任务|内容)|空",)),
    refused("header-only", "任务分解表.xlsx", xlsx(sheet(HEADER)), (r"没有.*任务|只有.*(表头|栏目)",)),
    refused(
        "payroll",
        "工资表.xlsx",
        xlsx(sheet(PAYROLL, "2025年1月工资表")),
        (r"认不出|没有.*(任务|栏)|不是", r"--column|栏"),
    ),
    BadInput(
        "plan-in-two-files",
        (("分解表（上）.xlsx", xlsx(sheet(FIRST_PART))), ("分解表（下）.xlsx", xlsx(sheet(SECOND_PART)))),
        ((r"已有|已经有|已存在|不覆盖", r"任务|合|另|目录|文件夹"),),
        refused=True,
    ),
)

TAKEN = (
    taken(
        "no-day",
        """
| 序号 | 任务 | 牵头单位
| 1 | 修订防汛预案 | 应急办
| 2 | 清理河道8公里 | 水利站
""",
        (r"时限", r"没有|缺|补|年底"),
    ),
    taken(
        "one-day-missing",
        f"""
{HEADER}
| 1 | 修订防汛预案 | 应急办 | 3月底前 | 魏强
| 2 | 清理河道8公里 | 水利站 |  | 魏强
""",
        (at(4, 2, "清理河道"), r"时限"),
    ),
    taken(
        "impossible-day",
        f"""
{HEADER}
| 1 | 修订防汛预案 | 应急办 | 2月30日前 | 魏强
| 2 | 清理河道8公里 | 水利站 | 尽快 | 魏强
""",
        (at(3, 1, "修订防汛"), r"2月30日"),
        (at(4, 2, "清理河道"), r"尽快"),
    ),
    taken(
        "no-unit",
        """
| 序号 | 任务 | 完成时限
| 1 | 修订防汛预案 | 3月底前
| 2 | 清理河道8公里 | 6月底前
""",
        (r"责任单位|牵头", r"没有|缺|补"),
    ),
    taken(
        "one-unit-missing",
        f"""
{HEADER}
| 1 | 修订防汛预案 |  | 3月底前 | 魏强
| 2 | 清理河道8公里 | 水利站 | 6月底前 | 魏强
""",
        (at(3, 1, "修订防汛"), r"责任单位|牵头"),
    ),
    taken(
        "total-row",
        f"""
{HEADER} | 分值
| 1 | 修订防汛预案 | 应急办 | 3月底前 | 魏强 | 40
| 2 | 清理河道8公里 | 水利站 | 6月底前 | 魏强 | 60
| 合计 |  |  |  |  | 100
""",
        (r"合计", r"没有导入|不是任务|略过|跳过|未导入|没有写入|没有列入"),
    ),
    taken(
        "merged-over-two-tasks",
        f"""
{HEADER}
| 1 | 防汛备汛，修订预案并清理河道 | 应急办 | 3月底前 | 魏强
| 2 | ^ | 水利站 | 6月底前 | ^
""",
        (at(4, 2, "防汛备汛"), r"合并"),
    ),
    taken(
        "numbers-repeat",
        f"""
{HEADER}
| 一、防汛 | < | < | < | <
| 1 | 修订防汛预案 | 应急办 | 3月底前 | 魏强
| 2 | 清理河道8公里 | 水利站 | 6月底前 | 魏强
| 二、建设 | < | < | < | <
| 1 | 改造村道6公里 | 城建办 | 10月底前 | 曹阳
| 2 | 维修校舍两处 | 中心小学 | 8月底前 | 曹阳
""",
        (at(7, 1, "改造村道"), r"重复|相同|两次", r"2-1"),  # the first of them: all others follow from it
    ),
    taken(
        "header-in-two-rows",
        """
| 序号 | 任务 | 责任单位 | < | 时间 | <
| ^ | ^ | 牵头 | 配合 | 启动 | 完成
| 1 | 修订防汛预案 | 应急办 | 水利站 | 1月 | 3月底前
""",
        (r"启动", r"栏|时间|1月"),
    ),
    taken(
        "traditional",
        """
| 項次 | 重點任務 | 牽頭單位 | 完成時限
| 1 | 修訂防汛預案 | 應急辦 | 3月底前
| 2 | 清理河道8公里 | 水利站 | 儘快
""",
        (at(4, 2, "清理河道"), r"儘快"),
    ),
    taken(
        "two-columns-alike",
        """
| 序号 | 任务 | 单位 | 单位 | 完成时限
| 1 | 修订防汛预案 | 应急办 | 水利站 | 3月底前
""",
        (r"单位", r"两|重复|--column|哪"),
    ),
)


def bad_inputs() -> tuple[BadInput, ...]:
    """All of them: those that are refused, then those that are taken with doubts."""
    return (*REFUSED, *TAKEN)
