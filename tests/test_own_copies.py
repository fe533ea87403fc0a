"""`duban template`: an office copies what it changes, and hears of copies that it never changed."""

import shutil
from pathlib import Path

import pytest

from duban.workspace.shipped import SHIPPED_TEMPLATES
from tests.clerk import Clerk

ALL_KINDS = {
    *("editions.yaml", "import.yaml", "letters.yaml", "lights.yaml", "register.yaml", "styles.yaml"),
    *(
        "upper-headers.yaml",
        "wording.yaml",
        "forms",
        "lights-presets",
        "notices",
        "page",
        "palettes",
        "reports",
        "texts",
    ),
}


@pytest.fixture
def office(tmp_path: Path) -> Clerk:
    return Clerk(tmp_path / "office")


def test_every_template_says_in_chinese_what_it_is(office: Clerk) -> None:
    told = office.run("duban", "template", "--json").json["templates"]
    assert {each["name"].partition("/")[0] for each in told} == ALL_KINDS
    assert [each["name"] for each in told if each["title"].isascii() or each["state"] != "none"] == []


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("progress", "forms/progress.yaml"),
        ("forms/milestones", "forms/milestones.yaml"),
        ("lights", "lights.yaml"),
        ("催报", "notices/remind.txt"),
        ("督办单", "notices/supervision.docx"),
        ("银川2025", "lights-presets/yinchuan-2025.yaml"),
        ("page.css", "page/page.css"),
    ],
)
def test_a_template_is_copied_by_any_of_its_names(office: Clerk, typed: str, name: str) -> None:
    told = office.run("duban", "template", typed)
    copy = office.folder / "templates" / name
    assert (told.exit, copy.read_bytes()) == (0, (SHIPPED_TEMPLATES / name).read_bytes())
    assert f"templates/{name}" in told.output


def test_no_template_of_the_office_is_overwritten_and_of_several_none_is_copied(office: Clerk) -> None:
    assert office.run("duban", "template", "lights").exit == 0
    own = office.folder / "templates/lights.yaml"
    own.write_text("rules: {}\n", encoding="utf-8")
    told = office.run("duban", "template", "styles", "lights", "milestones", "lihgts", "--json")
    codes = [error["code"] for error in told.json["errors"]]
    assert (told.exit, codes) == (2, ["template-there", "template-ambiguous", "template-unknown"])
    assert own.read_text(encoding="utf-8") == "rules: {}\n"
    assert sorted(path.name for path in own.parent.iterdir()) == ["lights.yaml"]


def test_copies_that_were_never_changed_are_told_once(office: Clerk) -> None:
    """Workspaces of earlier versions have copies of all; each can be deleted, one that was changed is left alone."""
    office.run("duban", "template", "lights", "progress", "styles")
    styles = office.folder / "templates/styles.yaml"
    styles.write_text(styles.read_text(encoding="utf-8") + "# ours\n", encoding="utf-8")
    told = office.run("duban", "check", "--json")
    (copies,) = [each for each in told.json["findings"] if each["code"] == "template-as-shipped"]
    assert ("forms/progress.yaml、lights.yaml" in copies["sentence"], "styles" in copies["sentence"]) == (True, False)
    states = {each["name"]: each["state"] for each in office.run("duban", "template", "--json").json["templates"]}
    assert [states[name] for name in ("lights.yaml", "styles.yaml", "import.yaml")] == ["as-shipped", "changed", "none"]


def test_a_workspace_with_all_templates_goes_on(office: Clerk) -> None:
    shutil.copytree(SHIPPED_TEMPLATES, office.folder / "templates")
    assert office.run("build", "--period", "2022-06", "--as-of", "2022-06-21", "--quiet").exit == 0
