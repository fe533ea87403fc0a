"""What an office changed in its templates is proof-read by every command; what is as shipped, by `duban check`."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from duban.cli import main
from duban.journeys.check import proofread_workspace
from duban.journeys.new_workspace import create_workspace
from duban.messages.finding import InputError
from duban.workspace import template_files
from tests.documents import changed

ROOT = Path(__file__).parents[1]
BROKEN = (
    "forms/progress.yaml",
    "lights-presets/wuhan.yaml",
    "lights.yaml",
    "notices/remind.txt",
    "register.yaml",
    "reports/books.yaml",
    "reports/leader.yaml",
    "styles.yaml",
    "texts/returns.yaml",
    "wording.yaml",
)


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """An office's workspace as earlier versions made it: all of its templates are copies of the shipped ones."""
    create_workspace(tmp_path)
    shutil.copytree(ROOT / "templates", tmp_path / "templates", dirs_exist_ok=True)
    return tmp_path


def read_files(office: Path, monkeypatch: pytest.MonkeyPatch, *, whole: bool) -> set[str]:
    """The report sheets, presets and notices that proof-reading reads."""
    names: set[str] = set()
    find = template_files.TemplateFiles.find

    def find_and_note(self: template_files.TemplateFiles, name: str) -> tuple[Path, str]:
        names.add(name)
        return find(self, name)

    monkeypatch.setattr(template_files.TemplateFiles, "find", find_and_note)
    proofread_workspace(office / "config.yaml", None, whole=whole)
    return {name for name in names if name.partition("/")[0] in ("reports", "lights-presets", "notices")}


def test_copies_of_shipped_templates_are_read_by_check_alone(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert read_files(office, monkeypatch, whole=False) == set()
    everything = read_files(office, monkeypatch, whole=True)
    assert {"reports/leader.yaml", "lights-presets/wuhan.yaml", "notices/remind.txt"} <= everything


def test_a_report_sheet_is_read_when_it_is_first_asked_for(office: Path) -> None:
    opened, _ = proofread_workspace(office / "config.yaml", None)
    (office / "templates/reports/leader.yaml").unlink()  # the shipped one counts then
    (office / "templates/reports/matrix.yaml").write_text("nonsense: 1", encoding="utf-8")
    sheet = opened.report_sheets["leader"]
    assert opened.report_sheets["leader"] is sheet
    with pytest.raises(InputError):
        opened.report_sheets["matrix"]
    assert len(opened.report_sheets) == len([*(ROOT / "templates/reports").glob("*.yaml")]) - 1


@pytest.mark.parametrize("layer", ["templates", "plans/sample"])
@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_template_of_the_office_or_of_a_plan_is_told(office: Path, layer: str, name: str) -> None:
    """To a command that would not use it as well."""
    path = office / layer / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes((ROOT / "templates" / name).read_bytes() + b"\n{{ [\n")
    with pytest.raises(InputError) as refusal:
        proofread_workspace(office / "config.yaml", None)
    assert {finding.place.file.endswith(f"{layer}/{name}") for finding in refusal.value.findings} == {True}


def test_a_command_that_meets_broken_templates_tells_all_and_writes_nothing(office: Path) -> None:
    """All that cannot be read, at once; a text that cannot be filled is looked for when all can."""
    broken = [name for name in BROKEN if name.endswith(".yaml")]
    for name in broken:
        path = office / "templates" / name
        path.write_bytes(path.read_bytes() + b"\n{{ [\n")
    result = CliRunner().invoke(main, ["build", "--config", str(office / "config.yaml")])
    assert (result.exit_code, [name for name in broken if name not in result.stderr]) == (2, [])
    assert not (office / "output").exists()


def test_the_preset_that_the_config_names_is_proof_read_though_it_is_as_shipped(office: Path) -> None:
    """It may not fit the office's own lights.yaml."""
    preset = office / "templates/lights-presets/wuhan.yaml"
    name = preset.read_text(encoding="utf-8").partition("name: ")[2].partition("\n")[0]
    config = office / "config.yaml"
    config.write_text(config.read_text(encoding="utf-8") + f"\n亮灯规则: {name}\n", encoding="utf-8")
    opened, _ = proofread_workspace(config, None)
    assert opened.light_rules != opened.base_light_rules


@pytest.mark.parametrize(
    ("name", "old", "new", "code"),
    [
        ("word/document.xml", "{{ plan.name }}", "{{ plan.name | }}", "template-text"),
        ("word/document.xml", "{{ plan.name }}", "{{ plan.name.upper() }}", "template-forbidden"),
        (
            "word/document.xml",
            "<w:sectPr>",
            '<w:p><w:fldSimple w:instr="DDEAUTO x"/></w:p><w:sectPr>',
            "document-unsafe",
        ),
        ("word/document.xml", "</w:body>", "", "document-damaged"),
    ],
)
def test_a_broken_letter_of_the_office_is_told_with_its_file(
    office: Path, name: str, old: str, new: str, code: str
) -> None:
    path = office / "templates/notices/circular.docx"
    path.write_bytes(changed(path.read_bytes(), name, old, new))
    with pytest.raises(InputError) as refusal:
        proofread_workspace(office / "config.yaml", None)
    (finding,) = refusal.value.findings
    assert finding.code == code
    assert finding.place.file.endswith("templates/notices/circular.docx")
    if code.startswith("template"):
        assert "根据" in str(finding.facts["text"])
