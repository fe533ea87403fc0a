"""Layouts: a build reads those that its plan uses, knows what all are called, and tells what is wrong as ever."""

from collections.abc import Callable
from pathlib import Path

import pytest

from duban.journeys.check import proofread_workspace
from duban.journeys.new_workspace import create_workspace
from duban.messages.finding import InputError
from duban.model.layout import FormKind, Layout
from duban.workspace.plan_folder import load_typed_file
from duban.workspace.workspace import open_workspace

ROOT = Path(__file__).parents[1]
FORMS = ROOT / "templates/forms"


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """Of an office that uses 进展情况表 alone, and the templates as shipped."""
    create_workspace(tmp_path)
    return tmp_path / "config.yaml"


@pytest.fixture
def read_names(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The layouts that are read from now on."""
    names: set[str] = set()
    load: Callable[..., Layout] = load_typed_file

    def load_and_note(model: type[Layout], path: Path, *arguments: object, **options: object) -> Layout:
        names.add(path.name)
        return load(model, path, *arguments, **options)

    monkeypatch.setattr("duban.workspace.form_layouts.load_typed_file", load_and_note)
    return names


def add_layout(config: Path, name: str, text: str) -> None:
    """Give the office a layout of its own."""
    path = config.parent / "templates/forms" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


@pytest.mark.parametrize("words", ["", "\n用词: {督查: 督导, DD: XX}\n"])
def test_what_shipped_forms_are_called_is_known_without_reading_them(
    config: Path, read_names: set[str], words: str
) -> None:
    config.write_text(config.read_text(encoding="utf-8") + words, encoding="utf-8")
    layouts = open_workspace(config, None).layouts
    kinds = layouts.kinds
    assert (len(kinds), read_names) == (len([*FORMS.glob("*.yaml")]), set())
    assert kinds == {name: layout.form_kind for name, layout in layouts.items()}


@pytest.mark.parametrize("whole", [False, True])
def test_only_check_reads_the_layouts_that_the_plan_does_not_use(
    config: Path, read_names: set[str], *, whole: bool
) -> None:
    workspace, _ = proofread_workspace(config, None, whole=whole)
    used = {layout.name for layout in workspace.layouts.used_by(workspace.loaded_plan.plan)}
    assert used == {cycle.form for cycle in workspace.loaded_plan.plan.cycles}
    assert len(read_names) == (len(workspace.layouts) if whole else len(used))


def test_an_own_layout_is_read_though_the_plan_does_not_use_it(config: Path, read_names: set[str]) -> None:
    shipped = (FORMS / "dispatch.yaml").read_text(encoding="utf-8")
    add_layout(config, "dispatch.yaml", shipped.replace("name: 调度表\ncode: DD", "name: 本单位调度表\ncode: DDB"))
    workspace, _ = proofread_workspace(config, None)
    assert "dispatch.yaml" in read_names
    assert workspace.layouts.kinds["dispatch.yaml"] == FormKind("本单位调度表", "DDB")


def test_all_own_layouts_that_are_broken_are_told_at_once(config: Path) -> None:
    for name in ("dispatch.yaml", "own.yaml"):
        add_layout(config, name, "name: [\n")
    with pytest.raises(InputError) as refusal:
        proofread_workspace(config, None)
    assert [finding.place.file.rpartition("/")[2] for finding in refusal.value.findings] == [
        "dispatch.yaml",
        "own.yaml",
    ]


def test_an_own_layout_that_is_called_as_a_shipped_one_that_nobody_uses_is_told(config: Path) -> None:
    add_layout(config, "own.yaml", (FORMS / "dispatch.yaml").read_text(encoding="utf-8"))
    with pytest.raises(InputError) as refusal:
        proofread_workspace(config, None)
    told = {(finding.code, finding.facts["key"]) for finding in refusal.value.findings}
    assert told == {("layout-twice", "name"), ("layout-twice", "code")}
