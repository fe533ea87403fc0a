"""A column means to checks, lights and reports what its role says, whatever its key."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from duban.messages.finding import Place
from duban.model.layout import Column, Layout, SheetLayout
from duban.model.role import Role
from duban.model.submission import AnswerCell, Record
from duban.model.typed import validate_typed
from duban.proofreading.form_layouts import missing_roles

ROOT = Path(__file__).parents[1]
LAYOUTS = sorted([*ROOT.glob("templates/forms/*.yaml"), *ROOT.glob("plans/*/forms/*.yaml")])
DONE = [{"text": "已完成", "means": "done"}]


def sheet(*columns: dict[str, Any], rows: str = "task") -> SheetLayout:
    """One sheet with these inputs, a label each."""
    labelled = [{"label": f"栏{index}", "kind": "text", **column} for index, column in enumerate(columns)]
    return SheetLayout.model_validate({"key": "a", "name": "甲", "rows": rows, "title": "甲", "columns": labelled})


def test_a_key_that_is_a_roles_name_is_the_role() -> None:
    """So that layouts of before there were roles go on working; a locked column has none."""
    assert sheet({"key": "reason"}).by_role(Role.REASON) is not None
    assert Column(key="reason", label="原因", shows="task.name").role is None
    assert sheet({"key": "why"}).column_by_role == {}
    assert sheet({"key": "why", "role": "reason"}).column_by_role == {"reason": "why"}


@pytest.mark.parametrize("path", LAYOUTS, ids=lambda path: path.stem)
def test_a_role_that_follows_from_the_key_is_not_dumped(path: Path) -> None:
    """A form's code holds the hash of its snapshot: what was issued before there were roles keeps its code."""
    layout = Layout.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    dumped = layout.model_dump(mode="json")
    assert not [column for each in dumped["sheets"] for column in each["columns"] if "role" in column]
    assert Layout.model_validate(dumped) == layout


def test_a_role_that_was_typed_is_dumped_and_read_again() -> None:
    column = Column(key="status", label="状态", kind="choice", role=Role.STATE)
    assert column.model_dump(mode="json")["role"] == "state"
    assert Column.model_validate_json(column.model_dump_json()) == column


def test_an_answer_is_found_by_its_role() -> None:
    """The state stands in `status`; `state` is another column, without that role."""
    cells = {key: AnswerCell(key, key, Place(""), means) for key, means in (("status", "done"), ("state", "trouble"))}
    record = Record("1", cells, column_by_role={"state": "status"})
    assert record.meaning == "done"
    assert record.text_by_role(Role.STATE) == "status"
    assert record.by_role(Role.STATE) is cells["status"]
    assert record.by_role(Role.REASON) is None
    assert record.answer_by_role(Role.REASON) is None


@pytest.mark.parametrize(
    ("columns", "code", "fact"),
    [
        ([{"key": "status", "role": "staet"}], "value-choice", ("near", "state")),
        ([{"key": "status", "role": "state"}, {"key": "state"}], "role-twice", ("labels", ["栏0", "栏1"])),
        ([{"key": "a", "kind": "", "shows": "task.name", "role": "state"}], "role-without-input", ("value", "state")),
        ([{"key": "a", "shows": "task.name"}], "column-shows-or-asks", ("keys", ["shows", "kind"])),
    ],
)
def test_a_wrong_role_is_refused_by_name(columns: list[dict[str, Any]], code: str, fact: tuple[str, object]) -> None:
    labelled = [{"label": f"栏{index}", "kind": "text", **column} for index, column in enumerate(columns)]
    data = {"key": "a", "name": "甲", "rows": "task", "title": "甲", "columns": labelled}
    _, findings = validate_typed(SheetLayout, data)
    assert [(finding.code, finding.facts[fact[0]]) for finding in findings] == [(code, fact[1])]
    with pytest.raises(ValidationError):
        SheetLayout.model_validate(data)


@pytest.mark.parametrize(
    ("sheet", "roles"),
    [
        (sheet({"key": "status", "kind": "choice", "options": DONE}), ["state"]),
        (sheet({"key": "status", "kind": "choice", "options": DONE, "role": "state"}), []),
        (sheet({"key": "state", "kind": "choice", "options": DONE}), []),
        (sheet({"key": "status", "kind": "choice", "options": [{"text": "甲"}]}), []),  # means nothing to the lights
        (sheet({"key": "reached", "kind": "number"}, rows="target"), ["value"]),
        (sheet({"key": "reached", "kind": "number"}), []),  # some number of the office's own
        (sheet({"key": "points", "kind": "score"}), ["score"]),
        (sheet({"key": "approved", "kind": "score"}), []),
    ],
)
def test_what_would_be_looked_for_and_not_be_found_is_said(sheet: SheetLayout, roles: list[str]) -> None:
    assert [finding.facts["role"] for finding in missing_roles((), sheet)] == roles
