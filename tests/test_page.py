"""The page: one file that is the same each time, in which what anybody wrote is text, and nothing is loaded."""

import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest

from duban.journeys.check import proofread_workspace
from duban.journeys.new_workspace import create_workspace
from duban.messages.finding import InputError
from duban.model.edition import Edition, Withheld
from duban.reports.edition_status import status_for_edition
from duban.reports.page import page_content
from duban.reports.page.page_months import months_of
from duban.value_object import replace
from duban.writers.html_page import fill_page_template, write_page
from tests.offices import ROOT
from tests.page_data import read_page_data
from tests.page_samples import ASKED, HOSTILE, look, page_of, taishan_status

ASSETS = ROOT / "duban/writers/page_assets"
ECHARTS = "61f13280aba3161f77fc801bf5f9c786f55f10432153a0683fc5cc0700b013d5"


def data_in(page: bytes) -> dict[str, Any]:
    [data] = re.findall(r'<script type="application/json" id="data">(.*?)</script>', page.decode())
    return read_page_data(data)


def hostile_page(words: str) -> bytes:
    return page_of(
        taishan_status({"1": {"progress": words, "problems": words}, "10@0731": {"state": "有困难", "reason": words}})
    )


def test_the_same_status_is_the_same_bytes() -> None:
    assert page_of(taishan_status()) == page_of(taishan_status())


@pytest.mark.parametrize("words", HOSTILE)
def test_what_a_unit_wrote_is_text_and_stands_whole_in_the_data(words: str) -> None:
    """It ends no script and begins no element: a page of harmless words has the same tags."""
    page = hostile_page(words)
    tags = r"<(?!!--)[/a-z!][^>]*>"
    harmless, hostile = (
        [tag.partition(" ")[0] for tag in re.findall(tags, text.decode().partition('id="data"')[0])]
        for text in (hostile_page("无害"), page)
    )
    assert hostile == harmless
    answers = [answer[2] for task in data_in(page)["tasks"] for answer in task["answers"]]
    assert words in answers


def test_all_that_runs_is_named_by_its_hash_and_nothing_may_be_loaded() -> None:
    page = page_of(taishan_status()).decode()
    [policy] = re.findall(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "'unsafe-inline'" not in policy.partition("style-src-attr")[0]
    assert "http" not in policy


def test_echarts_is_as_it_was_published() -> None:
    """Version 6.1.0 of the package registry npm, dist/echarts.common.min.js; its licence and notice lie beside it."""
    data = (ASSETS / "echarts.common.min.js").read_bytes()
    assert hashlib.sha256(data).hexdigest() == ECHARTS
    assert {path.name for path in ASSETS.glob("echarts-*")} == {
        "echarts-LICENSE.txt",
        "echarts-LICENSE-d3.txt",
        "echarts-NOTICE.txt",
    }


@pytest.mark.parametrize(
    "markup",
    [
        "<script>alert(1)</script>",
        '<img src="//example.com/a.png">',
        '<p onclick="alert(1)">',
        '<meta http-equiv="refresh" content="0">',
        "<iframe>",
    ],
)
def test_a_template_that_runs_or_loads_anything_is_refused_at_its_line(markup: str) -> None:
    with pytest.raises(InputError) as refused:
        fill_page_template(replace(look(), template=f"<p>\n{markup}"), None)
    [finding] = refused.value.findings
    assert (finding.code, finding.place.file) == ("page-leaves", f"{look().file}:2")


@pytest.mark.parametrize(
    ("template", "code"),
    [
        ("{{ plan.nothing }}", "template-text"),
        ("{% for", "template-text"),
        ("{{ plan.__class__ }}", "template-forbidden"),
    ],
)
def test_a_mistake_in_the_template_is_told_at_its_line(template: str, code: str) -> None:
    with pytest.raises(InputError) as refused:
        fill_page_template(replace(look(), template=f"<p>\n{template}"), page_content(taishan_status()).facts)
    [finding] = refused.value.findings
    assert (finding.code, finding.place.file) == (code, f"{look().file}:2")


def test_a_template_that_builds_what_it_may_not_write_is_refused_when_it_is_filled() -> None:
    facts = page_content(taishan_status()).facts
    built = replace(look(), template="<{{ 'meta' }} http-equiv='refresh' content='0;url=https:{{ '/' }}/example.com'>")
    fill_page_template(built, None)
    with pytest.raises(InputError) as refused:
        fill_page_template(built, facts)
    assert [finding.code for finding in refused.value.findings] == ["page-leaves"]


@pytest.mark.parametrize("end", ["</style>", "<<//style>", "<</</style>"])
def test_a_style_or_a_font_ends_no_element(end: str) -> None:
    content = page_content(taishan_status())
    hostile = replace(look(), style=f"p{{}}{end}<script>1</script>", fonts={"body": '"</style><script>1</script>'})
    page = write_page(hostile, content.facts, content.data).decode()
    assert page.count("</style>") == 2


def test_each_light_has_its_symbol_and_its_word_and_the_count_of_before() -> None:
    tiles = page_content(taishan_status()).facts["tiles"]
    assert isinstance(tiles, list)
    assert [(tile["symbol"], tile["name"], tile["count"], tile["last"]) for tile in tiles] == [
        ("■", "红灯", 1, 0),
        ("▲", "黄灯", 1, 0),
        ("●", "绿灯", 0, 0),
        ("○", "未到期", 1, 3),
        ("×", "待核实", 16, 16),
    ]


def test_every_task_is_in_the_data_with_every_answer_and_where_it_stands() -> None:
    data = data_in(page_of(taishan_status()))
    assert [task["number"] for task in data["tasks"]] == [str(number) for number in range(1, 20)]
    said = data["tasks"][0]["answers"][1]
    assert said == ["节点二", "节点情况", "不能按期完成", "7月", "progress.xlsx", "表!1@0630"]


def test_what_repeats_stands_once_in_the_data() -> None:
    """Names and texts: a page of thousands of tasks can still be sent."""
    data = page_of(taishan_status()).decode().partition('id="data">')[2].partition("</script>")[0]
    shapes = json.loads(data)["shapes"]
    assert data.count('"content"') == len([shape for shape in shapes if "content" in shape]) < 19
    assert [data.count(text) for text in ('"节点情况"', '"progress.xlsx"', '"节点二"')] == [1, 1, 1]


def test_a_chart_adds_up_to_the_tasks() -> None:
    charts = data_in(page_of(taishan_status()))["charts"]
    assert sum(map(sum, charts["units"]["lights"].values())) == 19
    assert [sum(counts) for counts in zip(*charts["trend"]["lights"].values(), strict=True)] == [19, 19]


def test_a_plan_that_is_due_in_one_month_has_no_table_by_months() -> None:
    status = taishan_status()
    assert months_of(status) == list(range(1, 13))
    one = replace(status.tasks[0], milestones=status.tasks[0].milestones[:1])
    assert months_of(replace(status, tasks=(one,))) == []


def test_without_lights_there_is_no_light_no_reason_and_no_request_in_the_page() -> None:
    """What the edition keeps back is in no part of the page, the data and the charts included."""
    edition = Edition(name="对外公开", withholds=frozenset(Withheld))
    status = taishan_status()
    bare = page_of(status_for_edition(status, edition)).decode()
    seen, _, scripts = bare.partition('<script type="application/json"')
    for words in ("■", "红灯", "黄灯", "待核实", "超期", "54所未交", "progress.xlsx", ASKED):
        assert words not in seen.partition("<body>")[2], words
    data = data_in(bare.encode())
    assert (data["lights"], data["charts"]["units"]["lights"], scripts.count("超期")) == ([], {}, 0)
    assert {"light", "reason", "trail"}.isdisjoint(data["tasks"][0])
    assert {task["word"] for task in data["tasks"]} == {"推进中", "—"}


def test_a_page_template_of_the_office_is_proof_read_by_every_command(tmp_path: Path) -> None:
    """A command that makes no page tells it too: the next one would not be made."""
    office = tmp_path / "office"
    create_workspace(office)
    (office / "templates/page").mkdir()
    (office / "templates/page/page.html").write_text("<h1>\n<script>1</script>", encoding="utf-8")
    with pytest.raises(InputError) as refused:
        proofread_workspace(office / "config.yaml", None)
    assert [finding.code for finding in refused.value.findings] == ["page-leaves"]
