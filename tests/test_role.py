"""A column means to checks, lights and reports what its role says, whatever its key."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from duban.formats.opening import open_file
from duban.forms import FormBatch, design_form
from duban.messages.finding import Finding, Place
from duban.model.layout import Column, Layout, SheetLayout
from duban.model.role import Role
from duban.model.snapshot import Snapshot
from duban.model.submission import AnswerCell, History, Record, Submission
from duban.model.typed import validate_typed
from duban.proofreading.form_layouts import missing_roles
from duban.returns.checks.answered_form import build_answered_form, check_return
from duban.returns.identify import identify_form
from duban.returns.parse import parse_form
from duban.validation.reading import validated
from duban.validation.writing import model_json, plain_data
from duban.value_object import decode_json, replace
from tests import returns
from tests.clerk import Clerk

ROOT = Path(__file__).parents[1]
LAYOUTS = sorted([*ROOT.glob("templates/forms/*.yaml"), *ROOT.glob("plans/*/forms/*.yaml")])
DONE = [{"text": "已完成", "means": "done"}]


def sheet(*columns: dict[str, Any], rows: str = "task") -> SheetLayout:
    """One sheet with these inputs, a label each."""
    labelled = [{"label": f"栏{index}", "kind": "text", **column} for index, column in enumerate(columns)]
    return validated(SheetLayout, {"key": "a", "name": "甲", "rows": rows, "title": "甲", "columns": labelled})


def test_a_key_that_is_a_roles_name_is_the_role() -> None:
    """So that layouts of before there were roles go on working; a locked column has none."""
    assert sheet({"key": "reason"}).by_role(Role.REASON) is not None
    assert Column(key="reason", label="原因", shows="task.name").role is None
    assert sheet({"key": "why"}).column_by_role == {}
    assert sheet({"key": "why", "role": "reason"}).column_by_role == {"reason": "why"}


@pytest.mark.parametrize("path", LAYOUTS, ids=lambda path: path.stem)
def test_a_role_that_follows_from_the_key_is_not_dumped(path: Path) -> None:
    """A form's code holds the hash of its snapshot: what was issued before there were roles keeps its code."""
    typed = yaml.safe_load(path.read_text(encoding="utf-8"))
    layout = validated(Layout, typed)
    dumped = plain_data(layout)
    typed_columns, dumped_columns = (
        [column["key"] for sheet_ in form["sheets"] for column in sheet_["columns"] if "role" in column]
        for form in (typed, dumped)
    )
    assert dumped_columns == typed_columns
    assert validated(Layout, dumped) == layout


def test_a_role_that_was_typed_is_dumped_and_read_again() -> None:
    column = Column(key="status", label="状态", kind="choice", role=Role.STATE)
    assert plain_data(column)["role"] == "state"
    assert decode_json(model_json(column), Column) == column


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
    with pytest.raises(ValueError, match=code):
        validated(SheetLayout, data)


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


OWN_KEYS = {"state": "status", "actual": "finished_on", "expected": "promised_for", "reason": "why"}
NODES = """
    | 节点   | 节点情况   | 实际完成日期 | 预计完成日期 | 原因     |
    | 2@0531 | 已逾期完成 | 2022-06-25 |             |          |
    | 2@0630 | 有困难     |            | 2022-06-17  | 征地未完 |
"""


def own_keys(*, with_roles: bool) -> Snapshot:
    """June's forms of the small office, whose columns have keys of its own."""
    text = (ROOT / "templates/forms/progress.yaml").read_text(encoding="utf-8")
    for role, key in OWN_KEYS.items():
        said = f"key: {key}" + (f"\n        role: {role}" if with_roles else "")
        text = re.sub(rf"key: {role}$", said, text, flags=re.MULTILINE).replace(f"{{{role}: [", f"{{{key}: [")
    return replace(returns.snapshot(), layout=validated(Layout, yaml.safe_load(text)))


def read(snapshot: Snapshot) -> tuple[Submission, list[str]]:
    """The same answers in the form of a snapshot, and what the checks ask about them."""
    batch = FormBatch(snapshot, snapshot.digest, returns.workspace().messages, History())
    blank = returns.book_bytes(design_form(batch, returns.unit()))
    grid = open_file(returns.filled_form(NODES, data=blank)).grid()
    form_id = identify_form(grid).form_id
    assert form_id
    submission = parse_form(grid, "回.xlsx", "", form_id, returns.expected_forms(issued_from=snapshot)).submission
    findings = check_return(build_answered_form(submission, snapshot, returns.workspace().wording))
    return submission, sorted(map(_at, findings))


def _at(finding: Finding) -> str:
    return f"{finding.place.cell} {finding.code}"


def test_a_column_with_a_role_is_judged_whatever_its_key() -> None:
    """`key: status, role: state` means to checks and lights what `key: state` means."""
    usual, questions = read(returns.snapshot())
    renamed, same_questions = read(own_keys(with_roles=True))
    assert same_questions == questions != []
    assert [record.meaning for record in renamed.records.values()] == [r.meaning for r in usual.records.values()]
    assert renamed.records["2@0531"].answer_by_role(Role.ACTUAL) == date(2022, 6, 25)
    assert renamed.reported_on == usual.reported_on


def test_without_a_role_it_is_said_that_nobody_looks_at_the_column() -> None:
    snapshot = own_keys(with_roles=False)
    submission, questions = read(snapshot)
    assert not any(record.meaning for record in submission.records.values())
    assert [code for code in questions if code.endswith("state")] == []
    said = [each for sheet in snapshot.layout.sheets for each in missing_roles((), sheet)]
    assert [(finding.facts["label"], finding.facts["role"]) for finding in said] == [("节点情况", "state")]


def test_check_warns_of_a_state_that_nobody_looks_at(tmp_path: Path) -> None:
    """At its line and by its label; the office may leave it so."""
    clerk = Clerk(tmp_path / "desk")
    path = clerk.folder / "templates/forms/progress.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    text = (ROOT / "templates/forms/progress.yaml").read_text(encoding="utf-8")
    path.write_text(text.replace("key: state", "key: status").replace("{state: [", "{status: ["), encoding="utf-8")
    told = clerk.run("duban", "check")
    assert told.exit == 1
    assert "“节点情况”没有用途 state：这一栏选了什么，亮灯、校核和报告都不看" in told.output
    assert "role-missing" in told.output


def test_check_refuses_a_tick_that_can_never_say_that_nothing_changed(tmp_path: Path) -> None:
    clerk = Clerk(tmp_path / "desk")
    path = clerk.folder / "templates/forms/progress.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    text = (ROOT / "templates/forms/progress.yaml").read_text(encoding="utf-8")
    path.write_text(text.replace("means: no-change, ", ""), encoding="utf-8")
    told = clerk.run("duban", "check")
    assert told.exit == 2
    assert "no-change-never" in told.output
