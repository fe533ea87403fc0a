"""How the workspace of 0.1.0 was made, and what 0.1.0 says when it compiles it once more.

Run with a checkout of 0.1.0 and its own Python (LibreOffice saves one return as .ods):

    .venv/bin/python make.py CHECKOUT

It writes workspace.tar.xz and expected/ beside itself. It is kept to be read: a later program never makes this
workspace again, it only compiles it. Needs openpyxl, which plays the departments: it types into unlocked cells.
"""

import csv
import io
import json
import re
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Mapping
from datetime import date
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

HERE = Path(__file__).resolve().parent
PLACE = "out/of"
JUNE = "2025-06"
STAGES = "2025-阶段节点申报表"
RUNS: Mapping[str, tuple[str, ...]] = {
    "june": ("--period", JUNE, "--as-of", "2025-06-25"),
    "stages": ("--form", "阶段节点申报表", "--period", "2025", "--as-of", "2025-05-16"),
}
"""The compilations that a later program must repeat: name → arguments of compile_reports."""
BOOKS: Mapping[str, Path] = {"june": Path(PLACE, JUNE, "3-汇总"), "stages": Path(PLACE, STAGES, "3-汇总")}
"""Where each of them writes its workbooks."""
ROW_KEY = re.compile(r"[A-Z0-9]+-\S+/(\S+)")

CONFIG = """\
计划: plans/of
输出: out
节假日: plans/holidays.yaml
模板: templates
表格密码: of2025
颜色: {red: FFB3B3}
读取: {秒: 120}
"""
HOLIDAYS = """\
2025:
  休: [2025-01-01, 2025-01-28~2025-02-04, 2025-04-04~2025-04-06, 2025-05-01~2025-05-05, 2025-05-31~2025-06-02,
      2025-10-01~2025-10-08]
  班: [2025-01-26, 2025-02-08, 2025-04-27, 2025-09-28, 2025-10-11]
"""
UNITS = """\
机构:
  - {名称: 办公室, 代码: BGS}
  - {名称: 规划股, 代码: GHG}
  - {名称: 督导室, 代码: DDS, 别名: [督导组]}
  - {名称: 财务股, 代码: CWG, 联络员: {姓名: 钱六, 电话: "000-0000000"}}
"""
PLAN = """\
计划:
  名称: 某局2025年重点工作一览表
  年度: 2025
  单位: 某局
  编号: OF2025
  印发日期: 2025-03-20
  汇总单位: 局办公室
  联系人: {姓名: 王五, 电话: "000-0000000"}
填报:
  - {表: 进展情况表, 标题: 某局重点工作进展情况表, 周期: 每月, 从: 5月, 到: 12月, 截止: 20日, 累计: 是,
     填报对象: 牵头, 审签: 分管领导}
  - {表: 阶段节点申报表, 标题: 某局重点工作阶段节点申报表, 周期: 年度, 截止: 2025-05-14, 填报对象: 牵头, 审签: 分管领导}
默认: {节点引语: 关键节点：, 完成时限: 年底}
任务:
  - {序号: 1, 名称: 新校区, 内容: 建设新校区。, 牵头: 规划股, 协办: [财务股], 来源: [民生实事], 责任领导: [张三],
     指标: [{名称: 完成投资, 比较: ≥, 目标: 1000, 单位: 万元}],
     节点: [{3月15日前: 完成招标。}, {6月15日前: 开工。}, {10月底前: 主体封顶。}]}
  - {序号: 2, 名称: 双减, 内容: 推进双减工作，巩固提升。, 牵头: 督导室, 协办: [办公室], 责任领导: [李四],
     节点: [{5月底前: 出台方案。}, {6月15日前: 全面检查。}, {9月底前: 巩固提升。}],
     勘误: [{位置: 内容, 原文: 双减工作, 应为: “双减”工作, 依据: 上下文, 采用: 否}]}
  - {序号: 3, 名称: 财务公开, 内容: 公开预决算。, 牵头: 财务股,
     节点: [{5月10日前: 公开决算。}, {6月底前: 公开二季度支出。}]}
  - {序号: 4, 名称: 文书规范, 内容: 规范公文处理。, 牵头: 办公室, 节点: [{4月底前: 修订办法。}, {6月中旬: 开展培训。}]}
  - {序号: 5, 名称: 护苗, 内容: 开展护苗行动。, 牵头: 督导组}
调整:
  - {日期: 2025-06-01, 类型: 延期, 任务: 2, 原节点: 9月底前, 改为: 10月底前, 依据: 局务会纪要}
"""

MORE_COLUMNS = """\
        suggest: [本期无新进展]
      - {key: percent, label: 完成进度, kind: number, low: "0", high: "100", unit: "%", carry: true, width: 8,
         required: always}
      - {key: phone, label: 经办电话, kind: text, max: 20, width: 14}
      - key: memo
        label: 其他说明
        kind: text
        max: 60
"""
"""Columns that the shipped form does not have."""
TARGETS = """
  - key: targets
    name: 指标完成
    rows: target
    title: "指标完成（{{ period.label }}）"
    columns:
      - {key: number, label: 编号, shows: task.number, width: 6}
      - {key: target, label: 指标, shows: target.name, width: 30}
      - {key: goal, label: 目标, shows: target.words, width: 14}
      - {key: value, label: 累计完成数, kind: number, places: 2, carry: true, width: 14}
"""
RETURNS = 'missing: {severity: must, says: "“{{ label }}”漏填", hint: "请补填“{{ label }}”"}\n'
REPORT = "mark-uncorrected: 等更正\n"
"""Sentences that the office says in its own way; the others stay as shipped."""

Answers = Mapping[str, Mapping[str, object]]
"""Row key (empty for the heading) → label of a column → what is typed there."""
GOOD: Mapping[str, Answers] = {
    "办公室": {
        "": {"填报人": "周一", "填报日期": date(2025, 6, 17)},
        "4": {"工作进展": "办法已修订印发，培训已开展2场。", "完成进度": 70},
        "4@0430": {"节点情况": "按期办结"},
        "4@0620": {"节点情况": "能按期完成"},
    },
    "规划股": {
        "": {"填报人": "吴二", "填报日期": date(2025, 6, 18)},
        "1": {"工作进展": "招标4月完成，尚未开工。", "完成进度": 35, "经办电话": "000-1111111"},
        "1@0315": {"节点情况": "逾期办结", "实际完成日期": date(2025, 4, 8)},
        "1@0615": {"节点情况": "不能按期完成", "预计完成日期": date(2025, 7, 10), "原因": "用地手续未办结"},
        "1@1031": {"需协调事项": "请协调自然资源局加快用地审批"},
        "1#1": {"累计完成数": 260.5},
    },
    "督导室": {
        "": {"填报人": "郑三", "填报日期": date(2025, 6, 18)},
        "2": {"工作进展": "方案已出台，检查完成过半。", "完成进度": 60},
        "5": {"工作进展": "已部署。", "完成进度": 20},
        "2@0531": {"节点情况": "按期办结"},
        "2@0615": {"节点情况": "有困难", "预计完成日期": date(2025, 6, 28), "原因": "人手不足"},
        "5@1231": {"节点情况": "能按期完成"},
    },
    "财务股": {
        "": {"填报人": "钱六", "填报日期": date(2025, 6, 16)},
        "3": {"工作进展": "决算已公开。", "完成进度": 50},
        "3@0510": {"节点情况": "按期办结"},
        "3@0630": {"节点情况": "能按期完成"},
    },
}
"""What the units answer in June, before anything goes wrong."""


def main(checkout: Path) -> None:
    """The year up to June, packed; then what 0.1.0 makes of it when it compiles again."""
    with TemporaryDirectory() as name:
        folder = Path(name) / "ws"
        set_up(folder, checkout)
        office = Office(folder, checkout)
        office.stages()
        office.may()
        office.june()
        shutil.rmtree(folder / PLACE / "缓存", ignore_errors=True)
        pack(folder)
        remember(folder, checkout)


class Office:
    """Clerk and departments of one workspace."""

    def __init__(self, folder: Path, checkout: Path) -> None:
        self.folder, self.checkout = folder, checkout

    def build(self, *arguments: str) -> None:
        run(self.checkout, self.folder, "build_forms.py", *arguments)

    def compile(self, *arguments: str) -> None:
        run(self.checkout, self.folder, "compile_reports.py", *arguments)

    def form(self, period: str, unit: str) -> Path:
        return next((self.folder / PLACE / period / "1-下发").glob(f"*-{unit}.xlsx"))

    def returns(self, period: str) -> Path:
        folder = self.folder / PLACE / period / "2-回收"
        folder.mkdir(exist_ok=True)
        return folder

    def stages(self) -> None:
        """The second kind of form: one unit answers, in a .csv; the others are silent."""
        how = ("--form", "阶段节点申报表", "--period", "2025")
        self.build(*how, "--as-of", "2025-05-06", "--unit", "督导室")
        answers: Answers = {
            "": {"填报人": "郑三", "填报日期": date(2025, 5, 12)},
            "5+1": {"阶段目标": "印发护苗行动方案", "完成日期": date(2025, 6, 30)},
            "5+2": {"阶段目标": "完成两轮检查", "完成日期": date(2025, 12, 15)},
        }
        book = typed(self.form(STAGES, "督导室"), answers)
        (self.returns(STAGES) / "督导室.csv").write_bytes(as_csv(book.worksheets[0]))
        self.compile(*how, "--as-of", "2025-05-15")

    def may(self) -> None:
        """One unit's earlier answers: what June is compared with."""
        how = ("--period", "2025-05")
        self.build(*how, "--as-of", "2025-05-08", "--unit", "规划股")
        answers: Answers = {
            "": {"填报人": "吴二", "填报日期": date(2025, 5, 19)},
            "1": {"工作进展": "招标4月完成。", "完成进度": 40},
            "1@0315": {"节点情况": "逾期办结", "实际完成日期": date(2025, 4, 8)},
            "1#1": {"累计完成数": 200},
        }
        typed(self.form("2025-05", "规划股"), answers).save(self.returns("2025-05") / "规划股.xlsx")
        self.compile(*how, "--as-of", "2025-05-21")

    def june(self) -> None:
        """The period that is compiled again: every decision of 办公室登记 is needed once, and one unit corrects."""
        how = ("--period", JUNE)
        self.build(*how, "--as-of", "2025-06-08")
        inbox = self.returns(JUNE)
        two = dict(GOOD["办公室"])
        typed(self.form(JUNE, "办公室"), two).save(inbox / "办公室.xlsx")
        two["4"] = {**two["4"], "完成进度": 80}
        typed(self.form(JUNE, "办公室"), two).save(inbox / "办公室2.xlsx")
        lacking = {**GOOD["规划股"], "1@0615": {"节点情况": "不能按期完成"}, "1#1": {"累计完成数": "约260"}}
        typed(self.form(JUNE, "规划股"), lacking).save(inbox / "规划股.xlsx")
        slip = {**GOOD["督导室"], "2": {"工作进展": "方案已出台，检查完成过半。", "完成进度": 600}}
        as_ods(typed(self.form(JUNE, "督导室"), slip), inbox / "督导室.ods")
        without_code(typed(self.form(JUNE, "财务股"), GOOD["财务股"])).save(inbox / "财务.xlsx")
        (inbox / "督导室盖章.pdf").write_bytes(b"%PDF-1.4\n%%EOF\n")
        self.compile(*how, "--as-of", "2025-06-20")
        self.decide(self.folder / PLACE / JUNE / "办公室登记.xlsx")
        self.compile(*how, "--as-of", "2025-06-22")
        copy = next((self.folder / PLACE / JUNE / "3-汇总/退回修改").glob("*规划股*.xlsx"))
        mended = {"1@0615": GOOD["规划股"]["1@0615"], "1#1": {"累计完成数": 260.5, "说明": "已核实"}}
        mended["1"] = {"说明": "上期含未核实的预估"}
        typed(copy, mended).save(inbox / "规划股改.xlsx")
        self.compile(*how, "--as-of", "2025-06-24")

    def decide(self, path: Path) -> None:
        """The clerk in Excel: whose file, which version, a slip that was settled by phone, a row of her own."""
        book = load_workbook(path)
        write_beside(book["身份确认"], {"文件": "财务.xlsx"}, {"确认": "是", "确认人": "王五"})
        write_beside(book["采用版本"], {"文件": "办公室2.xlsx"}, {"采用": "是", "确认人": "王五"})
        write_beside(book["代改"], {"原填": 600}, {"改为": 60, "核实人": "王五", "备注": "电话核实"})
        write_beside(book["签字件"], {"文件": "督导室盖章.pdf"}, {"单位（确认）": "是"})
        own = book.create_sheet("备忘")
        own.append(["6月20日", "已电话催规划股"])
        book.save(path)


def set_up(folder: Path, checkout: Path) -> None:
    """The office's own files: a plan, and of each kind of template one that it changed."""
    for name, text in {
        "config.yaml": CONFIG,
        "plans/holidays.yaml": HOLIDAYS,
        "plans/of/plan.yaml": PLAN,
        "plans/of/units.yaml": UNITS,
        **templates(checkout / "templates"),
    }.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")


def templates(shipped: Path) -> dict[str, str]:
    """What the office changed without a programmer; the names of keys and facts are those of 0.1.0."""
    changes: Mapping[str, tuple[tuple[str, str], ...]] = {
        "forms/progress.yaml": (
            ("label: 进展情况\n", "label: 工作进展\n"),
            (
                "        suggest: [本期无新进展]\n        help: 60字以内。进展",
                MORE_COLUMNS + "        help: 60字以内。进展",
            ),
            ("{text: 已按期完成, means: done, also: [", "{text: 按期办结, means: done, also: [已按期完成, "),
            ("{text: 已逾期完成, means: done-late, also: [", "{text: 逾期办结, means: done-late, also: [已逾期完成, "),
            ("state: [已逾期完成]", "state: [逾期办结]"),
            ("选“已逾期完成”", "选“逾期办结”"),
            ("\nguide:\n", TARGETS + "\nguide:\n"),
        ),
        "reports/attention.yaml": (
            ("name: 红黄灯与协调清单\n", "name: 亮灯清单\n"),
            ("      - {key: state, label: 自报, style: word-center}\n", ""),
            ("label: 未完成原因（自报）", "label: 为什么"),
            ("widths: [5, 16, 26, 10, 12, 24, 11, 12, 20, 20]", "widths: [5, 16, 26, 10, 12, 24, 12, 20, 20]"),
        ),
        "lights.yaml": (("within_days: 7", "within_days: 10"), ("word: 自报有困难", "word: 有困难（自报）")),
        "register.yaml": (
            (
                "{key: by, label: 确认人, width: 9, by: clerk, help:",
                "{key: by, label: 核实人, width: 9, by: clerk, help:",
            ),
        ),
        "notices/remind.txt": (("请收到后立即报送", "请于{{ as_of | cn_date }}下班前报送"),),
        "styles.yaml": (("title: {font: title, size: 18,", "title: {font: title, size: 16,"),),
    }
    found = {f"templates/{name}": changed(shipped / name, *pairs) for name, pairs in changes.items()}
    return {**found, "templates/texts/returns.yaml": RETURNS, "templates/texts/report.yaml": REPORT}


def changed(path: Path, *pairs: tuple[str, str]) -> str:
    """A shipped template with words replaced; each of them must be there."""
    text = path.read_text(encoding="utf-8")
    for was, now in pairs:
        if was not in text:
            message = f"{path.name} has no {was!r}"
            raise ValueError(message)
        text = text.replace(was, now)
    return text


def typed(form: Path, answers: Answers) -> Workbook:
    """A form with answers typed in: rows by the key in the last column, columns by their header."""
    book = load_workbook(form)
    for sheet in book.worksheets:
        if sheet.sheet_state == "visible":
            type_into(sheet, answers)
    return book


def type_into(sheet: Worksheet, answers: Answers) -> None:
    """One sheet of a form."""
    lines = list(sheet.iter_rows())
    keyed = [(match[1], line) for line in lines for cell in line if (match := ROW_KEY.fullmatch(str(cell.value)))]
    if not keyed:
        return
    header_at = lines.index(keyed[0][1]) - 1
    for line in lines[:header_at]:
        for before, cell in pairwise(line):
            if (label := str(before.value).rstrip("：")) in answers.get("", {}):
                fill(cell, answers[""][label])
    labels = [str(cell.value) for cell in lines[header_at]]
    for key, line in keyed:
        for label, value in answers.get(key, {}).items():
            if label in labels:
                fill(line[labels.index(label)], value)


def fill(cell: Any, value: object) -> None:  # noqa: ANN401 — openpyxl's cells have no common type
    """Into an unlocked cell only."""
    if cell.protection.locked:
        message = f"{cell.parent.title}!{cell.coordinate} is locked"
        raise ValueError(message)
    cell.value = value


def as_csv(sheet: Worksheet) -> bytes:
    """What Excel saves of a sheet as CSV UTF-8; formulas as the program computed them are not needed."""
    file = io.StringIO()
    writer = csv.writer(file)
    for line in sheet.iter_rows(values_only=True):
        shown = ["" if value is None or str(value).startswith("=") else value for value in line]
        writer.writerow([value.date() if hasattr(value, "date") else value for value in shown])
    return file.getvalue().encode("utf-8-sig")


def as_ods(book: Workbook, target: Path) -> None:
    """What LibreOffice saves of it."""
    with TemporaryDirectory() as name:
        source = Path(name) / f"{target.stem}.xlsx"
        book.save(source)
        home = f"-env:UserInstallation={(Path(name) / 'home').as_uri()}"
        command = ["soffice", home, "--headless", "--convert-to", "ods", "--outdir", str(target.parent), str(source)]
        subprocess.run(command, check=True, capture_output=True)


def without_code(book: Workbook) -> Workbook:
    """The visible sheets as values in a new workbook, without form code and row keys."""
    new = Workbook()
    new.remove(new.worksheets[0])
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            continue
        copy = new.create_sheet(sheet.title)
        for line in sheet.iter_rows():
            for cell in line:
                if cell.value is not None and not re.search(r"OF2025-|^=", str(cell.value)):
                    copy[cell.coordinate] = cell.value
    return new


def write_beside(sheet: Worksheet, where: Mapping[str, object], what: Mapping[str, object]) -> None:
    """In the row of 办公室登记 that has these values under these headers."""
    lines = list(sheet.iter_rows())
    labels: list[str] = []
    for line in lines:
        values = [cell.value for cell in line]
        if {*where, *what} <= {str(value) for value in values}:
            labels = [str(value) for value in values]
        elif labels and all(str(values[labels.index(label)]).endswith(str(value)) for label, value in where.items()):
            for label, value in what.items():
                line[labels.index(label)].value = value  # type: ignore[assignment]  # whatever openpyxl can write
            return
    message = f"{sheet.title}: no row {where}"
    raise ValueError(message)


def run(checkout: Path, folder: Path, script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """One of the two commands in the workspace. Exit 1 only says that a return has findings."""
    command = [sys.executable, str(checkout / script), *arguments]
    done = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True, encoding="utf-8")
    if done.returncode not in (0, 1):
        sys.exit(done.stdout + done.stderr)
    return done


def pack(folder: Path) -> None:
    """The workspace as it stands, in one file; equal files are kept once."""
    with tarfile.open(HERE / "workspace.tar.xz", "w:xz", preset=9) as archive:
        for path in sorted(folder.rglob("*"), key=lambda path: (path.suffix, path.name)):
            if path.is_file():
                entry = archive.gettarinfo(path, path.relative_to(folder).as_posix())
                entry.mtime, entry.uid, entry.gid, entry.uname, entry.gname, entry.mode = 0, 0, 0, "", "", 0o644
                with path.open("rb") as file:
                    archive.addfile(entry, file)


def remember(folder: Path, checkout: Path) -> None:
    """Write what 0.1.0 says when each of RUNS is compiled again into expected/."""
    for name, arguments in RUNS.items():
        done = run(checkout, folder, "compile_reports.py", *arguments, "--json")
        for kind, text in outcome(folder, name, done.returncode, done.stdout).items():
            (HERE / "expected" / f"{name}.{kind}").write_text(text, encoding="utf-8", newline="\n")


def outcome(folder: Path, name: str, exit_code: int, printed: str) -> dict[str, str]:
    """What a compilation came to, without the place of the workspace.

    Args:
        folder: the workspace.
        name: one of RUNS.
        exit_code: of the command.
        printed: standard output under `--json`.

    Returns:
        `json`: exit code and findings. `txt`: every sheet of every workbook, and every text, as lines.
    """
    result = {"exit": exit_code, **json.loads(printed.replace(f"{folder.resolve().as_posix()}/", ""))}
    lines: list[str] = []
    for path in sorted((folder / BOOKS[name]).glob("*.*")):
        text = drawn(path) if path.suffix == ".xlsx" else path.read_text("utf-8-sig").splitlines()
        lines += [f"# {path.name}", *text]
    return {
        "json": json.dumps(result, ensure_ascii=False, indent=1) + "\n",
        "txt": "\n".join(lines) + "\n",
    }


def drawn(path: Path) -> list[str]:
    """Every sheet of a workbook as lines of text: values side by side, empty cells at the end left out."""
    lines = []
    book = load_workbook(path)
    for sheet in book.worksheets:
        lines.append(f"## {sheet.title}")
        for values in sheet.iter_rows(values_only=True):
            shown = ["" if value is None else str(value).replace("\n", "⏎") for value in values]
            lines.append(" | ".join(shown).rstrip(" |"))
    book.close()
    return lines


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
