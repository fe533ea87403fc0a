"""Which recounter is whose sheet's, and the recount of a whole run."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from tests.recount import (
    amounts,
    changes,
    charts,
    chasing,
    claims,
    first_page,
    gaps,
    invested,
    leaders,
    lists,
    points,
    problems,
    projects,
    public,
    ruled,
    score_lists,
    scores,
    slices,
    sources,
    status,
    tasks,
)
from tests.recount.circular import recount_circular
from tests.recount.drawings import bar_faults, chart_faults
from tests.recount.edition import kinds_with_reports_of_their_own, other_editions
from tests.recount.links import link_faults
from tests.recount.sheets import ReportSheet, read_book
from tests.recount.timeline import Timeline
from tests.recount.web_page import WebPage, read_page, recount_page
from tests.recount.words import heading

Recounter = Callable[[Timeline, ReportSheet], None]
BY_NAME: dict[str, Recounter] = {
    "总览": first_page.recount,
    "与上期比较": changes.recount,
    "红黄灯与协调清单": ruled.recount_attention,
    "节点": status.recount_milestones,
    "汇总表": tasks.recount_summary,
    "分类完成情况": slices.recount_counts,
    "责任领导一览": slices.recount_counts,
    **{f"按{what}": slices.recount_slice for what in ("任务来源", "类别", "标识", "责任领导", "单位")},
    "量化指标": amounts.recount_targets,
    "得分总览": scores.recount_overview,
    "得分表": scores.recount_table,
    "失分清单": scores.recount_losses,
    "佐证缺失": score_lists.recount_unproved,
    "共担目标": score_lists.recount_shared,
    "自评和核定明细": tasks.recount_details,
    "得分出处": score_lists.recount_places,
    "有争议和待认领": claims.recount_open,
    "分工汇总": claims.recount_claims,
    "阶段节点汇总": claims.recount_stages,
    "投资完成": invested.recount_invested,
    "亮灯矩阵": points.recount_matrix,
    "预估得分": points.recount_expected,
    "节点完成情况总表": points.recount_official,
    "待分工任务": points.recount_unassigned,
    "督查核定汇总": leaders.recount_review,
    "督查要点": leaders.recount_slow,
    "滞后清单": leaders.recount_laggards,
    "报送情况": lists.recount_filings,
    "问题清单": problems.recount_problems,
    "版本变化": lists.recount_replaced,
    "自动规范": lists.recount_repairs,
    "分类数据来源": sources.recount_sources,
    "其他填报内容": lists.recount_other,
    "数据来源": sources.recount_sources,
    "调整事项": lists.recount_amendments,
    "趋势": charts.recount_trend,
    **{f"{who}亮灯": charts.recount_units for who in ("各单位", "联系人")},
    "节点月历": charts.recount_months,
    "序时差距": gaps.recount_gaps,
    "项目投资": projects.recount_projects,
    "打电话清单": chasing.recount_calls,
    "通报前核对": chasing.recount_check_back,
    "交接单": chasing.recount_handover,
    "进展情况": public.recount_public,
}


@dataclass(frozen=True)
class Recount:
    """What came of a run. figures: how many cells with a number, a day or a light were compared."""

    figures: int
    faults: tuple[str, ...]


def recount_sheet(t: Timeline, sheet: ReportSheet) -> None:
    """Compare all of a sheet; what nobody claims is a fault."""
    for place in ((1, 1), (2, 1)):
        sheet.expect(place, heading(t, *changes.last_report(t), f"任务{len(t.plan.tasks)}项"))
    own = BY_NAME.get(sheet.name)
    if own is None and sheet.name in leaders.leader_names(t):
        own = leaders.recount_leader
    if own:
        own(t, sheet)
    sheet.faults += [*sheet.unclaimed(), *sheet.misnumbered(), *chart_faults(sheet), *bar_faults(sheet)]


def recount_editions(t: Timeline) -> Recount:
    """Compare the report, the page and the 通报 of every other edition; those of the public tell of progress alone."""
    figures, faults = 0, list[str]()
    for edition in other_editions():
        own = replace(t, edition=edition)
        found = recount_run(own)
        letters = [recount_circular(own, path) for path in sorted((own.folder / "文稿").rglob("*通报*.docx"))]
        figures += found.figures + sum(letter.figures for letter in letters)
        faults += [
            f"{edition.name} {fault}" for fault in (*found.faults, *(one for each in letters for one in each.faults))
        ]
        written = sorted(path.suffix for path in own.folder.glob("*.*"))
        is_told = not edition.hides("lights") or t.kind not in kinds_with_reports_of_their_own()
        if written != [".html", ".xlsx"] * is_told:
            faults.append(f"{edition.name}: 有{written}")
    return Recount(figures, tuple(faults))


def recount_run(t: Timeline) -> Recount:
    """Compare every sheet of every workbook that a compile wrote at the top of 3-汇总, and the page beside them."""
    books = [read_book(path) for path in sorted(t.folder.glob("*.xlsx"))]
    sheets = [sheet for book in books for sheet in book]
    for sheet in sheets:
        recount_sheet(t, sheet)
    wrong_links = [fault for book in books for fault in link_faults(t, book)]
    pages = [read_page(path) for path in sorted(t.folder.glob("*.html"))]
    for page in pages:
        (public.recount_public_page if t.edition.hides("lights") else recount_page)(t, page)
    compared: tuple[ReportSheet | WebPage, ...] = (*sheets, *pages)
    faults = [fault for each in compared for fault in each.faults]
    return Recount(sum(each.figures for each in compared), (*faults, *wrong_links))
