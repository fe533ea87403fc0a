"""The page as its readers have it: in a real browser, by mouse and keyboard, on a phone, on paper, offline."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from tests.county import county
from tests.office.chromium import PROGRAM, OpenedPage, opened_page, running_chromium
from tests.page_samples import ASKED, HOSTILE, page_of, taishan_status

pytestmark = pytest.mark.skipif(PROGRAM is None, reason="Chromium is not installed")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with running_chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "报告.html"
    path.write_bytes(page_of(taishan_status()))
    return path


@pytest.fixture
def opened(browser: Browser, path: Path) -> Iterator[OpenedPage]:
    """Whatever a test does with it: nothing goes wrong in it, and it asks for nothing but itself."""
    with opened_page(browser, path) as opened:
        yield opened
        assert opened.errors == []
        assert [url for url in opened.requests if not url.startswith("file:")] == []


def at(browser: Browser, path: Path, state: str) -> str:
    """What the table says that it shows, in a page that is opened with a state behind #."""
    with opened_page(browser, path.parent / path.name) as opened:
        opened.page.goto(f"{path.as_uri()}#{state}")
        opened.page.reload()
        return opened.page.locator("#count").inner_text()


def test_what_is_red_and_what_is_asked_is_in_sight_on_a_small_screen(opened: OpenedPage) -> None:
    for words in ("评审未出结论", ASKED):
        box = opened.page.get_by_text(words).first.bounding_box()
        assert box
        assert box["y"] + box["height"] <= 768


def test_filters_narrow_the_table_and_say_how_many(opened: OpenedPage) -> None:
    page = opened.page
    page.locator(".pill-red").click()
    assert (opened.shown, page.locator("#count").inner_text()) == (["1"], "显示1项，共19项任务")
    page.locator(".pill-yellow").click()
    assert opened.shown == ["1", "10"]
    page.get_by_label("查找").fill("54所")
    assert opened.shown == ["10"]
    page.get_by_label("查找").fill("没有这样的任务")
    assert (opened.shown, page.locator("#count").inner_text()) == ([], "没有符合条件的任务，共19项")
    page.get_by_role("button", name="清除").click()
    expect(page.locator("#all tbody tr")).to_have_count(19)
    page.get_by_label("有提请协调").check()
    assert opened.shown == ["1"]


def test_a_number_at_the_head_leads_to_its_tasks(opened: OpenedPage) -> None:
    opened.page.locator(".tile-yellow a").click()
    assert opened.shown == ["10"]


def test_of_very_many_tasks_and_units_the_first_are_listed_and_the_others_at_a_click(
    browser: Browser, tmp_path: Path
) -> None:
    """260 tasks of 130 schools: a filter still searches all of them, and a link still opens each."""
    path = tmp_path / "报告.html"
    path.write_bytes(page_of(county(130, 260).status()))
    with opened_page(browser, path) as opened:
        page, rows = opened.page, opened.page.locator("#all tbody tr")
        expect(rows).to_have_count(200)
        assert page.locator("#count").inner_text() == "共260项任务，列出前200项"
        page.get_by_role("button", name="还有60项没有列出，再列60项").click()
        expect(rows).to_have_count(260)
        expect(page.locator("#more-tasks")).to_be_hidden()
        page.get_by_label("分组").select_option("unit")
        assert page.locator("#count").inner_text() == "共260项任务，列出前133项"
        page.get_by_label("分组").select_option("")
        page.get_by_label("查找").fill("260-13")
        assert (opened.shown, page.locator("#count").inner_text()) == (["260-13"], "显示1项，共260项任务")
        expect(page.locator("#units tr:visible")).to_have_count(1 + 33)
        names = page.locator("[data-chart=units] text").all_text_contents()
        assert "台城中心小学" in names  # with one red task of two; not 海宴中心小学, of whose two tasks nobody knows
        assert "海宴中心小学" not in names
        page.get_by_text("其余97家").click()
        expect(page.locator("#units tr:visible")).to_have_count(1 + 33 + 1 + 97)
        assert opened.errors == []


def test_tasks_are_sorted_and_grouped(opened: OpenedPage) -> None:
    page = opened.page
    page.get_by_label("排序").select_option("light")
    assert opened.shown[:2] == ["1", "10"]
    page.get_by_label("分组").select_option("unit")
    titles = page.locator("#all tr.group").all_inner_texts()
    assert titles[0].split() == ["基财股", "3项"]
    assert sum(int(title.split()[-1].removesuffix("项")) for title in titles) == 19
    page.get_by_label("分组").select_option("source")
    assert sorted(set(opened.shown), key=int) == [str(number) for number in range(1, 20)]


def test_the_months_show_what_is_due_when_and_where_the_report_stands(opened: OpenedPage) -> None:
    page = opened.page
    page.get_by_label("显示").select_option("months")
    heads = page.locator("#all thead th:visible").all_inner_texts()
    assert [head.split()[0] for head in heads[-12:]] == [f"{month}月" for month in range(1, 13)]
    assert page.locator("#all thead th.as-of").inner_text().split() == ["7月", "截至7月21日"]
    june = page.locator("#all tbody tr").first.locator("td.m").nth(5)
    assert june.inner_text() == "■"


def test_what_is_shown_stands_in_the_address_and_a_link_to_it_shows_the_same(
    browser: Browser, path: Path, opened: OpenedPage
) -> None:
    opened.page.locator(".pill-red").click()
    opened.page.locator(".pill-grey").click()
    opened.page.get_by_role("combobox", name="单位", exact=True).select_option("基财股")
    assert opened.address == "#light=red,grey&unit=基财股"
    assert at(browser, path, opened.address.removeprefix("#")) == opened.page.locator("#count").inner_text()
    assert at(browser, path, "unit=没有这个单位&light=red") == "显示1项，共19项任务"


def test_details_show_every_answer_with_its_cell_and_the_keyboard_closes_them(opened: OpenedPage) -> None:
    page = opened.page
    link = page.locator("#red-title + ul a.matter")
    link.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    for words in ("基财股", "评审未出结论", ASKED, "progress.xlsx　表!1@0630", "二是6月底前"):
        assert words in dialog.inner_text()
    assert opened.address == "#task=1"
    page.keyboard.press("Escape")
    assert dialog.count() == 0
    assert page.evaluate("document.activeElement.textContent") == link.inner_text()


def test_the_keyboard_reaches_all_that_a_mouse_reaches(opened: OpenedPage) -> None:
    """In the order of the page, each with a visible mark of where one is."""
    page, reached = opened.page, set()
    for _ in range(150):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("(document.activeElement.name || document.activeElement.hash || '') + ''"))
    assert {"q", "light", "unit", "sort", "group", "view", "#task=1", "#light=red", "#units"} <= reached
    page.get_by_label("查找").focus()
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


@pytest.mark.parametrize("state", ["", "#task=1", "#view=months", "#group=unit&light=red"])
def test_axe_finds_nothing_that_a_reader_would_stumble_over(browser: Browser, path: Path, state: str) -> None:
    with opened_page(browser, path) as opened:
        opened.page.goto(f"{path.as_uri()}{state}")
        opened.page.reload()
        violations = Axe().run(opened.page).response["violations"]
        assert [
            (each["id"], each["nodes"][0]["html"][:120])
            for each in violations
            if each["impact"] in {"serious", "critical"}
        ] == []


@pytest.mark.parametrize("words", HOSTILE)
def test_what_a_unit_wrote_runs_nothing_and_reads_as_it_was_written(
    browser: Browser, tmp_path: Path, words: str
) -> None:
    file = tmp_path / "报告.html"
    file.write_bytes(
        page_of(taishan_status({"1": {"progress": words}, "10@0731": {"state": "有困难", "reason": words}}))
    )
    with opened_page(browser, file) as opened:
        opened.page.goto(f"{file.as_uri()}#task=1")
        opened.page.reload()
        shown = opened.page.locator("#detail td:nth-child(3)").first.text_content()
        assert (shown, opened.page.evaluate("window.ran"), opened.errors) == (words, None, [])
        assert opened.page.locator("img").count() == 0
        assert opened.page.evaluate("document.documentElement.scrollWidth") <= 1366


def test_the_policy_stops_what_would_run_or_load(browser: Browser, path: Path, tmp_path: Path) -> None:
    """Even if markup came in by another way."""
    broken = tmp_path / "坏.html"
    broken.write_bytes(
        path.read_bytes().replace(
            b"<main>", b'<main><script>window.ran=1</script><img src="http://127.0.0.1:9/x.png" onerror="window.ran=1">'
        )
    )
    with opened_page(browser, broken) as opened:
        assert opened.page.evaluate("window.ran") is None
        assert opened.refused == ["http://127.0.0.1:9/x.png: csp"]


def test_every_chart_is_drawn(opened: OpenedPage) -> None:
    figures = opened.page.locator("#charts .chart")
    assert figures.count() == 2
    for place in range(figures.count()):
        assert figures.nth(place).locator("svg path").count() > 10


def test_a_phone_needs_no_scrolling_to_the_side(browser: Browser, path: Path) -> None:
    with opened_page(browser, path, 360, 740) as opened:
        assert opened.page.evaluate("document.documentElement.scrollWidth") == 360
        opened.page.locator("#all th a").first.click()
        assert opened.page.evaluate("document.getElementById('detail').scrollWidth <= 360")


def test_without_scripts_the_lists_and_the_table_are_there(browser: Browser, path: Path) -> None:
    with opened_page(browser, path, runs_scripts=False) as opened:
        assert opened.page.get_by_text("评审未出结论").first.is_visible()
        assert opened.page.locator("#all tbody tr").count() == 19
        assert not opened.page.locator("#filters").is_visible()


def test_it_prints_on_upright_paper_with_its_charts_and_without_its_controls(browser: Browser, path: Path) -> None:
    with opened_page(browser, path) as opened:
        opened.page.emulate_media(media="print")
        assert not opened.page.locator("#filters").is_visible()
        assert opened.page.locator("#charts svg").first.is_visible()
        assert opened.page.evaluate("document.documentElement.scrollWidth") <= 1366
        pdf = opened.page.pdf(prefer_css_page_size=True)
    assert pdf.startswith(b"%PDF")
    assert 2 <= pdf.count(b"/Type /Page\n") <= 8
