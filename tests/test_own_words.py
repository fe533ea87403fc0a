"""An office's own words stand wherever a template prints the shipped ones, and nowhere in what others wrote."""

from pathlib import Path

import pytest
from openpyxl import load_workbook

from duban.messages.own_words import OwnWords
from tests.clerk import TASK_SHEET, Clerk, taishan_answers
from tests.documents import paragraphs

OWN = OwnWords({"股室": "科室", "责任股室": "承办单位", "科室": "处室"})
JUNE, ANSWERS = "2022-06", taishan_answers()["2022-06"]
UNIT = "招考股"


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("责任股室和股室", "承办单位和科室"),  # the longest word first, and none twice
        ("股室（学校、股室）", "科室（学校、科室）"),
        ("责任股室（单位）：", "承办单位："),  # a word in brackets that says the same again goes
        ("{{ 股室 }}股室", "{{ 股室 }}科室"),  # the name of a fact is no word
        ("{{ people or '责任股室' }}", "{{ people or '承办单位' }}"),
        ("{% if kind == '股室' %}股室{% endif %}", "{% if kind == '股室' %}科室{% endif %}"),
        ("{{ {'股室': '你股室'}.get(kind) }}", "{{ {'股室': '你科室'}.get(kind) }}"),
        ("{% if '股室' in name %}股室{% endif %}", "{% if '股室' in name %}科室{% endif %}"),
        ("\ue002 if x == '股室' \ue003股室", "\ue002 if x == '股室' \ue003科室"),  # in the markup of a document
    ],
)
def test_what_is_printed_is_in_own_words_and_what_is_compared_is_not(template: str, expected: str) -> None:
    assert OWN.in_text(template) == expected


def test_keys_and_the_name_by_which_a_template_is_known_stay() -> None:
    data = {"name": "股室表", "股室": ["股室", {"label": "股室", "name": "股室", "width": 3}]}
    own = {"name": "股室表", "股室": ["科室", {"label": "科室", "name": "股室", "width": 3}]}
    assert OWN.in_data(data, but="name") == own


@pytest.fixture(scope="module")
def clerk(tmp_path_factory: pytest.TempPathFactory) -> Clerk:
    """She compiled June in the shipped words; then the office says its own."""
    clerk = Clerk(tmp_path_factory.mktemp("desk") / "desk")
    clerk.build(JUNE, "2022-06-03", "--quiet")
    clerk.hand_in(JUNE, UNIT, ANSWERS[UNIT], "旧.xlsx")
    clerk.compile(JUNE, "2022-06-20")
    (clerk.folder / "config.yaml").write_text(
        f"计划: plans/{clerk.plan}\n用词: {{股室: 处室, 责任单位: 承办单位, 局领导: 县领导}}\n", encoding="utf-8"
    )
    return clerk


def words_of(path: Path) -> str:
    book = load_workbook(path)
    return "\n".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value)


def test_a_form_in_own_words_is_read_back_as_one_from_before(clerk: Clerk) -> None:
    """The same answers give the same findings; the plan's own words stay."""
    before = clerk.compile(JUNE, "2022-06-20")
    clerk.build(JUNE, "2022-06-20", "--quiet", "--reissue")
    form = clerk.form_path(JUNE, UNIT)
    heads = [str(cell.value or "") for row in load_workbook(form)[TASK_SHEET].iter_rows(max_row=4) for cell in row]
    assert f"填报处室：{UNIT}" in heads
    assert not [head for head in heads if "股室" in head]
    clerk.hand_in(JUNE, UNIT, ANSWERS[UNIT], "新.xlsx")
    after = clerk.compile(JUNE, "2022-06-21")
    assert before.codes("旧.xlsx") == after.codes("新.xlsx")
    assert before.outcomes["旧.xlsx"] == after.outcomes["新.xlsx"]


def test_reports_and_a_new_register_have_own_words(clerk: Clerk) -> None:
    """The register of June, in which she may have written, keeps its headers and is read as before."""
    june = clerk.compile(JUNE, "2022-06-22").json
    assert "register-columns" not in str(june)
    assert "局领导" not in words_of(clerk.report(JUNE))
    clerk.build("2022-07", "2022-07-04", "--quiet")
    clerk.compile("2022-07", "2022-07-21", "--none-returned")
    register = next(clerk.period_folder("2022-07").rglob("办公室登记.xlsx"))
    assert "承办单位" in words_of(register)
    assert "责任单位" not in words_of(register)


def test_letters_and_the_page_have_own_words(clerk: Clerk) -> None:
    clerk.compile(JUNE, "2022-06-23")
    (circular,) = clerk.run("duban", "notice", "通报", "--checked", "全部", "--json").json["outputs"]
    words = "".join(paragraphs((clerk.folder / circular).read_bytes()))
    assert "各承办单位：" in words
    assert "责任单位" not in words
    clerk.run("duban", "page")
    page = next(clerk.reports_folder(JUNE).rglob("*.html")).read_text(encoding="utf-8")
    assert "责任单位" not in page


@pytest.mark.parametrize(
    ("words", "code"),
    [("{单位: 部门}", "own-word-vague"), ("{股室: '<科>'}", "own-word-sign"), ("{股: 科}", "own-word-vague")],
)
def test_a_word_that_cannot_be_replaced_is_refused(clerk: Clerk, tmp_path: Path, words: str, code: str) -> None:
    """It means several things, or a template could not be read any more."""
    desk = clerk.copied_to(tmp_path / "desk")
    (desk.folder / "config.yaml").write_text(f"计划: plans/{desk.plan}\n用词: {words}\n", encoding="utf-8")
    errors = desk.run("duban", "check", "--json").json["errors"]
    assert [error["code"] for error in errors] == [code]
