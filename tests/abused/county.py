"""A county with a hundred departments: one for each way in which a form comes back, and all of it fixed.

The kept files were issued by it, so its names, codes and words never change; departments may be added at the end.
"""

import contextlib
import gzip
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from itertools import islice, product
from pathlib import Path
from string import ascii_uppercase

from duban.forms import FormBatch, design_form
from duban.journeys.context import open_context
from duban.model.submission import History
from duban.writers.xlsx import write_workbook
from tests.clerk import Clerk
from tests.offices import unit_printed

HERE = Path(__file__).parent
KEPT, ISSUED = HERE / "kept", HERE / "issued"
PLAN, FORM, PERIOD = "county", "工作进展表", "2022-06"
BUILT, COMPILED = "2022-06-02", "2022-06-21"
TASKS, NODES, TARGETS = "工作进展", "节点确认", "指标完成"

OFFICES = """
    县委办 县政府办 教育局 科技局 工信局 民宗局 公安局 民政局 司法局 财政局 人社局 自然资源局 生态环境局 住建局 交通局
    水利局 农业农村局 商务局 文旅局 卫健局 退役军人局 应急局 审计局 市场监管局 统计局 医保局 林业局 乡村振兴局 城管局
    政务服务局 信访局 档案馆 供销社 残联 妇联 团县委 总工会 工商联 税务局 气象局 消防大队 烟草局 邮政公司 供电公司
    水务集团 城投公司 交投公司 文投公司 开发区 高新区
"""
TOWNS = """
    东河 西河 南山 北山 龙门 虎岭 凤凰 麒麟 双桥 三溪 四明 五里 六合 七星 八塘 九峰 石湾
    沙坪 白水 黑石 青松 红旗 金井 银坑 铁场
"""
UNITS = (*OFFICES.split(), *(f"{name}{kind}" for kind in ("镇", "乡") for name in TOWNS.split()))
CODES = dict(zip(UNITS, ("".join(pair) for pair in islice(product(ascii_uppercase, repeat=2), 26, None)), strict=False))

HEAD = """\
计划: {名称: 2022年全县重点工作, 年度: 2022, 单位: 县政府, 编号: XZ2022, 印发日期: 2022-06-01, 汇总单位: 县政府办}
填报:
  - {表: 工作进展表, 标题: 全县重点工作进展表, 周期: 每月, 从: 6月, 到: 12月, 截止: 20日, 累计: 是}
任务:
"""
TASK = """\
  - {{序号: {code}1, 名称: {unit}重点项目, 内容: {unit}牵头建设重点项目并完成年度投资。, 牵头: {unit},
     节点: [{{3月底前: 完成招标。}}, {{5月底前: 开工。}}, {{6月底前: 完成基础施工。}}, {{年底前: 主体封顶。}}],
     指标: [{{名称: 完成投资, 目标: 3600, 单位: 万元}}, {{名称: 开工项目, 目标: 12, 单位: 个}}]}}
  - {{序号: {code}2, 名称: {unit}为民实事, 内容: {unit}负责办好年度为民实事。, 牵头: {unit},
     节点: [{{4月底前: 出台方案。}}, {{6月15日前: 全面检查。}}, {{9月底前: 巩固提升。}}, {{年底前: 总结验收。}}],
     指标: [{{名称: 发放补助, 目标: 250.5, 单位: 万元}}]}}
"""


def plan(code: str = "XZ2022") -> str:
    """plan.yaml: two tasks for each department, with four milestones each."""
    return HEAD.replace("XZ2022", code) + "".join(TASK.format(code=CODES[unit], unit=unit) for unit in UNITS)


def units() -> str:
    """units.yaml."""
    return "机构:\n" + "".join(f"  - {{名称: {unit}, 代码: {CODES[unit]}}}\n" for unit in UNITS)


def rows(unit: str) -> Iterator[str]:
    """The row keys of a department's form, sheet by sheet."""
    one, two = f"{CODES[unit]}1", f"{CODES[unit]}2"
    yield from (one, two)
    yield from (f"{one}@{day}" for day in ("0331", "0531", "0630", "1231"))
    yield from (f"{two}@{day}" for day in ("0430", "0615", "0930", "1231"))
    yield from (f"{one}#1", f"{one}#2", f"{two}#1")


def settle_in(folder: Path, code: str = "XZ2022") -> Clerk:
    """A desk with this county's plan and form, and the snapshot that the kept files were issued from."""
    own = folder / "plans" / PLAN
    (own / "forms").mkdir(parents=True)
    (own / "plan.yaml").write_text(plan(code), encoding="utf-8")
    (own / "units.yaml").write_text(units(), encoding="utf-8")
    shutil.copy(HERE / "form.yaml", own / "forms" / "work.yaml")
    (folder / "plans" / "holidays.yaml").write_text("{}\n", encoding="utf-8")
    (folder / "config.yaml").write_text(f"计划: plans/{PLAN}\n", encoding="utf-8")
    kept = folder / "output" / PLAN / "台账" / "快照"
    kept.mkdir(parents=True)
    for path in ISSUED.glob("*.gz"):
        (kept / path.stem).write_bytes(gzip.decompress(path.read_bytes()))
    return Clerk(folder)


def issuing(desk: Path, period: str = PERIOD) -> Callable[[str], bytes]:
    """Department → its form, issued at a desk: what `build` does, for those that are asked for, and all in memory."""
    with contextlib.chdir(desk):
        at = open_context(Path("config.yaml"), None, None, period, date.fromisoformat(BUILT), None, compiling=False)
        batch = FormBatch(at.snapshot, at.snapshot.digest, at.workspace.messages, History())
        kept = desk / at.ledger.snapshot_path(batch.snapshot_hash)
        kept.write_text(at.snapshot.json, encoding="utf-8")
        units, styles = at.directory, at.workspace.resolved_styles

    @cache
    def form(name: str) -> bytes:
        return write_workbook(design_form(batch, unit_printed(units, name)), styles)

    return form
