"""What is worked out once for the tables of a batch is what each row would have of its own."""

from datetime import date

import pytest

from duban.fields import FIELD_KINDS, CellContext
from duban.fields.locked import CHECK_PATH
from duban.forms import FormBatch
from duban.forms.batch import FormDraft
from duban.forms.input_hints import HintedRows
from duban.forms.table_design import TableDesign, table_designs
from duban.journeys.context import open_context
from duban.model.snapshot import Snapshot
from duban.value_object import replace
from duban.workbook.book import column_letters
from tests.clerk import ROOT

PLANS = sorted(path.parent.name for path in ROOT.glob("plans/*/plan.yaml"))


def batches(plan: str) -> list[FormBatch]:
    """Of each kind of form, the first period and one in the middle of the year."""
    desk = open_context(ROOT / "config.yaml", plan, None, None, date(2024, 1, 1), None, compiling=False)
    issued: list[Snapshot] = []
    for series in desk.issuer.all_series:
        if series.layout.has_inputs:
            middle = series.periods[len(series.periods) // 2]
            issued += [desk.issuer.snapshot(series, period) for period in {series.periods[0], middle}]
    return [FormBatch(snapshot, snapshot.digest, desk.workspace.messages) for snapshot in issued]


@pytest.mark.parametrize("plan", PLANS)
def test_each_row_has_its_own_formula_and_rules(plan: str) -> None:
    """Rows are alike where no rule tells them apart: one that looks at more of a row has to say so in its traits."""
    for batch in batches(plan):
        for unit in batch.snapshot.assignment.units:
            for design in table_designs(batch, is_copy=False):
                hold_to_rows(design, FormDraft(batch, unit))


def hold_to_rows(design: TableDesign, draft: FormDraft) -> None:
    """Formulas and rules of one unit's rows."""
    batch, hints = draft.batch, design.hints(draft, HintedRows())
    for number, row in enumerate(draft.filled_rows(design.layout, {}), 5):
        traits = design.traits(row.subject)
        cells = {column.key: f"${column_letters(at)}{number}" for at, column in design.columns.numbered}
        formula = design.check.row_formula(row, cells, "_last!$B$9")
        assert design.row_formula(row, traits, number, "_last!$B$9") == formula
        assert design.row_text(row, traits, is_ticked=False) == design.check.row_text(row, is_ticked=False)
        for column in design.layout.input_columns:
            context = CellContext(column, batch.days, batch.snapshot.period, row.subject)
            rule = design.rules(hints, row.subject, traits)[column.key]
            assert replace(rule, prompt="", error="") == FIELD_KINDS[column.kind].validation("", context)


def test_the_check_column_stands_behind_the_others_where_the_layout_has_no_place_for_it() -> None:
    batch = batches("taishan-2022")[0]
    sheet = batch.snapshot.layout.sheets[0]
    others = tuple(column for column in sheet.columns if column.shows != CHECK_PATH)
    assert len(others) == len(sheet.columns) - 1
    design = TableDesign(batch, replace(sheet, columns=others), is_copy=False)
    assert [head.value for head in design.heads] == [*(column.label for column in others), None]
