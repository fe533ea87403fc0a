"""What is written about the house is true, and what it hands to a new office works."""

import json
import re
import runpy
import shutil
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from docs.schema import describe_keys, typed_models
from duban.cli import main
from duban.model.config import Config, StyleSheet
from duban.model.cycle import Cycle
from duban.model.layout import Layout
from duban.model.period import HolidayYear
from duban.model.plan import Category, PlanHead, TaskGroup
from duban.model.plan_parts import Erratum, Target
from duban.model.project import Project
from duban.model.register_layout import RegisterLayout
from duban.model.report_layout import ReportBooks, ReportSheet
from duban.model.return_ import Outcome
from duban.model.typed import yaml_keys
from duban.model.unit import Contact, Directory, Group, Unit
from duban.model.verdict import LightRules
from duban.plan_source.typed_plan import Amendment, PlanFile, ShortMilestone, TypedTask
from duban.validation.model import Model

ROOT = Path(__file__).parents[1]
KEY_TEXTS = tomllib.loads((ROOT / "templates/texts/keys.toml").read_text(encoding="utf-8"))
README = (ROOT / "README.md").read_text(encoding="utf-8")
START = ROOT / "templates" / "start"
SAMPLE = START / "plans" / "sample"
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]


@pytest.fixture
def started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A new office, with us standing in it."""
    folder = tmp_path / "新单位"
    assert CliRunner().invoke(main, ["init", str(folder)]).exit_code == 0
    monkeypatch.chdir(folder)
    return folder


def test_generated_pages_say_what_the_code_says() -> None:
    """`make docs` writes them anew."""
    pages: dict[Path, str] = runpy.run_path(str(ROOT / "docs" / "generate.py"))["pages"]()
    stale = [
        path.relative_to(ROOT).as_posix()
        for path, text in pages.items()
        if not path.is_file() or path.read_text(encoding="utf-8") != text
    ]
    assert stale == []


TYPED_MODELS = typed_models(PlanFile, Directory, HolidayYear, Config)


@pytest.mark.parametrize("model", TYPED_MODELS)
def test_every_key_has_words_for_the_clerk_and_a_description(model: type[Model]) -> None:
    assert [key for key, chinese, english in describe_keys(model, KEY_TEXTS) if not (chinese and english)] == []


TEMPLATE_MODELS = typed_models(Layout, ReportSheet, ReportBooks, LightRules, RegisterLayout, StyleSheet)


@pytest.mark.parametrize("model", TEMPLATE_MODELS)
def test_every_key_of_a_template_has_a_description(model: type[Model]) -> None:
    assert [key for key, _, english in describe_keys(model, {}) if not english] == []


def test_no_words_are_kept_for_a_key_that_is_gone() -> None:
    """Words stand with the model that defines the field."""
    bases = {base.__name__: base for model in TYPED_MODELS for base in model.__mro__ if issubclass(base, Model)}
    gone = [
        f"{name}.{field}"
        for name, texts in KEY_TEXTS.items()
        for field in texts
        if name not in bases or field not in bases[name].__annotations__
    ]
    assert gone == []


def test_a_new_office_works_at_once(started: Path) -> None:
    """Nothing was edited yet: the sample is proof-read without a doubt, and its forms are built."""
    checked = CliRunner().invoke(main, ["check", "--json"])
    assert (checked.exit_code, json.loads(checked.output)["findings"]) == (0, [])
    built = CliRunner().invoke(main, ["build", "--as-of", "2026-03-10", "--json"])
    assert [form["unit"] for form in json.loads(built.output)["forms"]] == ["办公室", "规划建设股", "政务服务中心"]
    assert len(list(started.glob("output/sample/2026-03/1-下发/*.xlsx"))) == 4  # three forms and 分发清单


def test_a_new_office_never_replaces_one(started: Path) -> None:
    config = started / "config.yaml"
    config.write_text("计划: plans/mine\n", encoding="utf-8")
    again = CliRunner().invoke(main, ["init", str(started)])
    assert (again.exit_code, config.read_text(encoding="utf-8")) == (2, "计划: plans/mine\n")


def test_a_new_office_has_only_what_it_edits(started: Path) -> None:
    """All else is the program's, always of the installed version."""
    made = {path.relative_to(started).as_posix() for path in started.rglob("*") if path.is_file()}
    edited = {"config.yaml", "plans/holidays.yaml", "plans/sample/plan.yaml", "plans/sample/units.yaml"}
    schemas = {f"templates/schema/{name}.json" for name in ("config", "holidays", "plan", "units")}
    assert made == edited | schemas


def test_the_keys_that_a_new_office_types_are_known_to_its_editor(started: Path) -> None:
    """The first line of each file leads to its schema."""
    for path in started.rglob("*.yaml"):
        first = path.read_text(encoding="utf-8").partition("\n")[0]
        assert (path.parent / first.partition("$schema=")[2]).is_file(), path


def test_what_an_office_deletes_of_its_templates_is_the_shipped_one(started: Path) -> None:
    """So an upgrade reaches what it never changed."""
    build = ["build", "--as-of", "2026-03-10", "--quiet", "--out"]
    assert CliRunner().invoke(main, [*build, "own"]).exit_code == 0
    shutil.rmtree(started / "templates")
    assert CliRunner().invoke(main, [*build, "shipped"]).exit_code == 0
    own, shipped = (
        {path.name: path.read_bytes() for path in (started / name).iterdir() if path.is_file()}
        for name in ("own", "shipped")
    )
    assert own.keys() == shipped.keys()
    assert [name for name in own if own[name] != shipped[name]] == []


@pytest.mark.parametrize(
    ("file", "model"),
    [
        ("config.yaml", Config),
        *(("plans/sample/plan.yaml", model) for model in (PlanFile, PlanHead, Cycle, TypedTask, ShortMilestone)),
        *(
            ("plans/sample/plan.yaml", model)
            for model in (Erratum, Category, TaskGroup, Contact, Target, Amendment, Project)
        ),
        *(("plans/sample/units.yaml", model) for model in (Directory, Unit, Group, Contact)),
    ],
)
def test_the_sample_shows_every_key(file: str, model: type[Model]) -> None:
    """At least in a comment: a clerk learns the keys there."""
    text = (START / file).read_text(encoding="utf-8")
    assert [key for key in yaml_keys(model) if f"{key}:" not in text] == []


def schema_lines() -> Iterator[tuple[Path, str]]:
    """Each typed file and the schema that an editor is sent to."""
    plans = (*ROOT.glob("plans/*.yaml"), *ROOT.glob("plans/*/*.yaml"))  # deeper down lie templates of a plan's own
    for file in (ROOT / "config.yaml", *plans, *START.rglob("*.yaml")):
        first = file.read_text(encoding="utf-8").partition("\n")[0]
        yield file, first.removeprefix("# yaml-language-server: $schema=")


@pytest.mark.parametrize(("file", "schema"), [*schema_lines()], ids=lambda value: str(value).removeprefix(str(ROOT)))
def test_an_editor_finds_the_schema(file: Path, schema: str) -> None:
    """In the checkout and in a new office, where start/ lies beside a copy of the templates."""
    there = (file.parent / schema).resolve()
    office = START if START in file.parents else ROOT
    found = ROOT / there.relative_to(office)
    assert "$schema" in json.loads(found.read_text(encoding="utf-8"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_files_that_are_named_exist(page: Path) -> None:
    """Of the package, its tests, templates and tools; `duban init` makes other paths."""
    named = re.findall(r"`((?:duban|tests|templates|bench|docs|examples)/[\w./-]+)`", page.read_text(encoding="utf-8"))
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_the_readme_names_what_there_is() -> None:
    """Folders of the map, make targets, the plans, the kinds of form, and the ends of a return."""
    folders = re.findall(r"`([\w./-]+/)`", README)
    assert [folder for folder in folders if folder != "output/" and not (ROOT / folder).is_dir()] == []
    targets = re.findall(r"`make (\w+)`", README)
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert [target for target in targets if f"\n{target}:" not in makefile] == []
    named = [name for cell in re.findall(r"^\| (`[^|]+`) \| \S", README, re.MULTILINE) for name in cell.split(", ")]
    plans = [path.parent.name for path in ROOT.glob("plans/*/plan.yaml")]
    kinds = [path.stem for path in ROOT.glob("templates/forms/*.yaml")]
    listed = [name.strip("`") for name in named if not name.endswith("/`")]
    assert sorted(listed) == sorted([*plans, *kinds, *Outcome])
    section = README.partition("When the plan changes")[2].partition("| exit |")[0]
    assert [command for command in main.commands if f"duban {command}" not in section] == []


def _keys_written_twice(node: yaml.Node) -> list[str]:
    """Of all mappings below a node."""
    if not isinstance(node, yaml.MappingNode):
        return [key for child in node.value if isinstance(child, yaml.Node) for key in _keys_written_twice(child)]
    keys = [key.value for key, _ in node.value]
    own = [str(key) for key in keys if keys.count(key) > 1]
    return own + [key for _, value in node.value for key in _keys_written_twice(value)]


@pytest.mark.parametrize("path", sorted((ROOT / "templates").rglob("*.yaml")), ids=lambda path: path.name)
def test_no_shipped_text_stands_under_a_name_that_another_has(path: Path) -> None:
    """Shipped files are read fast, without what tells a clerk of a key that she wrote twice."""
    root = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    assert root is None or _keys_written_twice(root) == []
