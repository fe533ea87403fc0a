"""Every demo plays to its end, and its totals are those that were counted by hand from its answers."""

import contextlib
import io
import re
import shutil
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import pytest
from openpyxl import load_workbook

from duban.cli.journey_commands import compile_command
from examples.demo import main, run
from tests.clerk import workbook_in

MOST_OF_A_PATH = 150
"""Characters that a path may have below the workspace."""

FIGURES = re.compile(r"  (?:收到(?P<files>.*)|(?P<units>\d+家应报.*)|\d+项任务：(?P<lights>.*))")
"""The lines in which compiling counts."""

Totals = tuple[str, str, str]
"""What became of the files, who reported, and the lights."""

Play = Callable[[str], tuple[Path, tuple[Totals, ...]]]
"""A plan → the workspace in which its demo was played, which nobody may write into, and what compiling counted."""

COUNTED: Mapping[str, tuple[Totals, ...]] = {
    "taishan-2022": (
        # the return with four mistakes is one of the nine; its task keeps what it had: nothing
        ("9个文件：采用8，退回修改1", "10家应报，9家已报，未报送：卫健所", "黄灯4，绿灯11，未到期2，待核实2"),
        (
            "10个文件：采用9，不能采用1",
            "10家应报，9家已报，来件不能采用：职终股",
            "红灯1，黄灯2，绿灯13，未到期1，待核实2",
        ),
    ),
    "sanshui-2020": (
        # red: 2 (a kindergarten not taken back), 7 (no swimming match), and 3, whose return is to be corrected
        ("2个文件：采用1，退回修改1", "2家应报，2家已报", "红灯3，绿灯4"),
        # 3 is corrected and asks to adjust what is overdue: red still
        ("3个文件：采用2，已有新版1", "2家应报，2家已报", "红灯3，绿灯4"),
        # 2: one kindergarten short; 3: nobody said that the third quarter is done by now
        ("1个文件：采用1", "2家应报，1家已报，未报送：陈泽江", "红灯2，绿灯5"),
        # 3: done, but the fourth quarter is not
        ("2个文件：采用2", "2家应报，2家已报", "红灯2，绿灯5"),
    ),
    "quanzhou-2024": (
        # yellow: 1-1-1, 1-3-2, 1-6-2; green: 1-13-1, 1-13-2, 2-1-1, 5-1 are done; silent: 1-11-1, 1-14-1
        (
            "14个文件：采用13，退回修改1",
            "16家应报，14家已报，未报送：民管科、资源中心",
            "黄灯4，绿灯4，未到期47，待核实2",
        ),
        # yellow besides: 1-9-2 as corrected, 1-14-1 as handed in late
        (
            "16个文件：采用15，已有新版1",
            "16家应报，15家已报，未报送：民管科",
            "黄灯5，绿灯4，未到期47，待核实1",
        ),
        # yellow: 1-1-1, 1-5-2, 1-6-2, 1-10-2 not all done, 1-14-1 from the third quarter; blue, due that very day:
        # 1-7-1 and 1-12-2 as their returns must be corrected, 1-11-1 as nothing came; the other 49 are done
        ("14个文件：采用12，退回修改2", "16家应报，14家已报，未报送：民管科、资源中心", "黄灯6，蓝灯2，绿灯49"),
        # red: 1-12-2, 1-14-1, told after their day; silent: 1-11-1
        (
            "17个文件：采用15，已有新版2",
            "16家应报，15家已报，未报送：民管科",
            "红灯2，黄灯4，绿灯50，待核实1",
        ),
        # the one that judges is not silent, and of 1-11-1 nobody knows
        ("1个文件：采用1", "1家应报，1家已报", "红灯2，黄灯4，绿灯50，待核实1"),
    ),
    "huarong-2021": (
        # 人才中心 and 社会体育股 send no steps; 职成股's have two mistakes, corrected a week later
        ("12个文件：采用11，退回修改1", "14家应报，12家已报，未报送：社会体育股、人才中心", "未到期31，待核实2"),
        ("14个文件：采用13，已有新版1", "14家应报，13家已报，未报送：人才中心", "未到期32，待核实1"),
        # red: 3, 13, 19, 25; yellow: 23, 29
        (
            "13个文件：采用12，退回修改1",
            "14家应报，13家已报，未报送：工会",
            "红灯4，黄灯3，蓝灯1，绿灯10，未到期14，待核实1",
        ),
        ("1个文件：采用1", "1家应报，1家已报", "红灯4，黄灯3，绿灯10，未到期15，待核实1"),
        # 党建办 sends the old file again
        (
            "13个文件：采用12，不能采用1",
            "14家应报，12家已报，来件不能采用：党建办，未报送：社会体育股",
            "红灯4，黄灯2，蓝灯1，绿灯22，未到期1，待核实3",
        ),
    ),
    "huizhou-2020": (
        # the assignment: 督导室 is late, 1 return has mistakes
        ("11个文件：采用10，退回修改1", "12家应报，11家已报，未报送：督导室", "未到期84"),
        ("13个文件：采用12，已有新版1", "12家应报，12家已报", "未到期84"),
        # 79 items have a lead now
        (
            "11个文件：采用10，退回修改1",
            "12家应报，11家已报，未报送：安全科",
            "红灯2，黄灯6，绿灯6，未到期67，待核实3",
        ),
        # 6: said to be done by 30 June, and on 2 July it still was not; the second return says so
        (
            "1个文件：退回修改1",
            (
                "12家应报，1家已报，尚未报送：办公室、人事科、规划财务科、基础教育科、德育科、职业与高等教育科、"
                "民办教育科、体卫艺科、安全科、督导室、招生考试科"
            ),
            "红灯1，黄灯5，蓝灯1，绿灯7，未到期55，待核实15",
        ),
        (
            "12个文件：采用11，已有新版1",
            "12家应报，11家已报，未报送：民办教育科",
            "红灯4，黄灯4，蓝灯1，绿灯24，未到期47，待核实4",
        ),
    ),
    # five further offices, whose plans come due again and again, have several leads or ask numbers of a group
    "city-projects-2025": (
        # blue: 9, whose bridges fall due in a week; silent: 13
        ("15个文件：采用15", "16家应报，15家已报，未报送：市水务集团", "蓝灯1，绿灯4，未到期9，待核实1"),
        # red: 7, whose land was not handed over
        ("15个文件：采用15", "16家应报，15家已报，未报送：市水务集团", "红灯1，绿灯6，未到期7，待核实1"),
        # red: 11, of which May's was not held; silent: 6③
        ("15个文件：采用15", "16家应报，15家已报，未报送：市住房城乡建设局", "红灯1，绿灯7，未到期6，待核实1"),
    ),
    "work-safety-2025": (
        # one county says nothing, which has to answer for 2, 3, 9, 12, 14 and 16
        (
            "23个文件：采用20，退回修改3",
            "24家应报，23家已报，未报送：长岭县",
            "红灯1，蓝灯2，绿灯4，未到期5，待核实6",
        ),
        ("23个文件：采用21，退回修改2", "24家应报，23家已报，未报送：市商务局", "红灯2，蓝灯1，绿灯13，未到期2"),
        (
            "23个文件：采用23",
            "24家应报，23家已报，未报送：市委宣传部",
            "红灯1，黄灯1，绿灯13，未到期2，待核实1",
        ),
    ),
    "county-inspection-2025": (
        # yellow: 14, in trouble; blue: what is due within a week; silent: 11 and 12, of which one town says nothing
        ("20个文件：采用19，退回修改1", "21家应报，20家已报，未报送：东岭镇", "黄灯1，蓝灯2，绿灯7，未到期4，待核实2"),
        # red: 14, late
        ("21个文件：采用21", "21家应报，21家已报", "红灯1，蓝灯1，绿灯9，未到期5"),
        (
            "18个文件：采用17，退回修改1",
            "21家应报，18家已报，未报送：县市场监管局、县公安局、县教育局",
            "蓝灯1，绿灯9，未到期5，待核实1",
        ),
    ),
    "township-2025": (
        # silent: 2, 5, 6, 7 and 11, for which one village has to answer with others
        ("16个文件：采用16", "18家应报，16家已报，未报送：综合行政执法队、后山村", "绿灯3，未到期9，待核实5"),
        # red: 5, whose check before the floods is late
        ("18个文件：采用18", "18家应报，18家已报", "红灯1，绿灯11，未到期5"),
        # red: 1, whose foundations are late
        ("18个文件：采用17，退回修改1", "18家应报，18家已报", "红灯1，绿灯11，未到期5"),
    ),
    "enterprise-2025": (
        ("9个文件：采用9", "10家应报，9家已报，未报送：信息中心", "绿灯6，未到期7，待核实1"),
        # red: 2, half a year's profit, and 9, one company's drill; of 7 an item of proof is lacking
        ("10个文件：采用9，退回修改1", "10家应报，10家已报", "红灯2，绿灯8，未到期4"),
        # yellow: 4, what one company cannot collect; silent: 12 and 14
        ("8个文件：采用8", "10家应报，8家已报，未报送：人力资源部、审计部", "黄灯1，绿灯8，未到期3，待核实2"),
    ),
}


@pytest.fixture(scope="module")
def play(tmp_path_factory: pytest.TempPathFactory) -> Play:
    """Plays the demo of a plan, once."""

    @cache
    def once(plan: str) -> tuple[Path, tuple[Totals, ...]]:
        folder, printed = tmp_path_factory.mktemp(plan), io.StringIO()
        with contextlib.redirect_stdout(printed):
            main(plan, folder=folder)
        matches = [match for line in printed.getvalue().splitlines() if (match := FIGURES.fullmatch(line))]
        words = [match[match.lastgroup or 0] for match in matches]
        return folder, tuple(zip(words[::3], words[1::3], words[2::3], strict=True))

    return once


def total(report: Path, sheet: str) -> set[object]:
    """What stands in the first line of totals."""
    book = load_workbook(report)
    return next(set(line) for line in book[sheet].iter_rows(values_only=True) if "合计" in line)


@pytest.mark.parametrize("plan", COUNTED)
def test_the_demo_counts_as_by_hand(plan: str, play: Play) -> None:
    """Of plans that are amended, what the first form proposes is taken over, and the forms after it ask about it."""
    assert play(plan)[1] == COUNTED[plan]


def test_the_points_of_filing_days_are_those_counted_by_hand(play: Play) -> None:
    """26 of 28 milestones are done; a quarter of 15 points is open in two tasks, and five quarters came late.

    Invested by the year's end: 7600 + 13400 + 7300 + 3750.
    """
    report = workbook_in(play("sanshui-2020")[0] / "sanshui-2020/2020-D1231/3-汇总", "汇总报告")
    assert total(report, "预估得分") >= {100, "26/28", 92.5, 7.5}
    assert total(report, "投资完成") >= {7600, 13400, 7300, 3750, 32050}


def test_the_scores_are_those_counted_by_hand(play: Play) -> None:
    """98 points are claimed for, less 1.8; then 1.5 come off, 0.1 is put on, and 1.5 given where nobody claimed."""
    report = workbook_in(play("quanzhou-2024")[0] / "quanzhou-2024/2024-绩效核定表/3-汇总", "汇总报告")
    assert total(report, "得分总览") >= {100, 96.2, 96.3, 3.7}


@pytest.mark.parametrize("plan", COUNTED)
def test_paths_are_short(plan: str, play: Play) -> None:
    """Windows ends at 259 characters; what lies above the workspace takes some of them."""
    folder, _ = play(plan)
    paths = [path.relative_to(folder).as_posix() for path in folder.rglob("*")]
    assert max(map(len, paths)) <= MOST_OF_A_PATH


def test_a_rehearsal_knows_what_the_other_forms_said(play: Play, tmp_path: Path) -> None:
    """With --out, what the judge found in the same period is looked at, and all that the units returned before."""
    folder = shutil.copytree(play("huarong-2021")[0], tmp_path / "desk")
    returns, out = folder / "huarong-2021/2021-B2/2-回收/教师工作股.xlsx", tmp_path / "rehearsal"
    options = ["--config", str(folder / "config.yaml"), "--period", "2021-B2", "--as-of", "2021-05-18", "--quiet"]
    run(compile_command, [str(returns), *options, "--out", str(out)])
    leaders = load_workbook(workbook_in(out, "领导参阅"))
    words = {str(cell.value) for sheet in leaders for row in sheet.iter_rows() for cell in row}
    assert any("名单未定属实" in text for text in words)
    filings = load_workbook(workbook_in(out, "工作底稿"))["报送情况"]
    filed = [row[0] for row in filings.iter_rows(values_only=True) if any(str(cell).endswith(".xlsx") for cell in row)]
    assert len(filed) > 1
    assert "教师工作股" in filed


def test_a_demo_that_there_is_not_is_answered_with_those_that_there_are(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="taishan-2022"):
        main("taishan-2000", folder=tmp_path)
