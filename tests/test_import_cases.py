"""Tables that offices have, imported as a clerk would, beside the plans that were made from them by hand."""

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner

from duban.cli import main
from tests.drawn import Golden
from tests.imports.cases import Case, cases
from tests.imports.compare import Comparison, compare

TEMPLATES = Path(__file__).parents[1] / "templates"
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "taishan-2022": ("备注=来源",),
    "quarters": ("备注=来源",),
    "quanzhou-2024.txt": ("第2列=来源", "第3列=组", "第4列=名称"),
    "sanshui-2020": ("工作任务=组", "年度目标=名称"),
}
"""By the beginning of a case's name: what the clerk answers to the questions about columns."""


def imported(case: Case, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Comparison | None:
    """The comparison of a case's import with the plan by hand; None where it was refused."""
    (folder / case.file).write_bytes(case.data)
    shutil.copytree(TEMPLATES / "start", folder / "desk")
    monkeypatch.chdir(folder / "desk")
    columns = next((pairs for beginning, pairs in COLUMNS.items() if case.name.startswith(beginning)), ())
    options = [word for pair in columns for word in ("--column", pair)]
    result = CliRunner().invoke(main, ["import", f"../{case.file}", "--as", "made", *options])
    assert result.exit_code in {0, 1, 2}, result.output
    made = folder / "desk/plans/made"
    if not made.exists():
        return None
    plan, units = ((made / name).read_text(encoding="utf-8") for name in ("plan.yaml", "units.yaml"))
    return compare(case.document, case.expected, plan, units, result.output.splitlines())


@pytest.fixture(scope="module")
def comparisons(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Comparison | None]:
    """Every case by name."""
    with pytest.MonkeyPatch.context() as patch:
        return {case.name: imported(case, tmp_path_factory.mktemp("import"), patch) for case in cases()}


def test_no_word_of_a_table_is_lost(comparisons: Mapping[str, Comparison | None]) -> None:
    """It stands in the plan, in a comment, or in the list of what was left out."""
    lost = {name: (made.lost, made.unlisted) for name, made in comparisons.items() if made}
    assert {name: words for name, words in lost.items() if any(words)} == {}


def test_no_table_is_refused(comparisons: Mapping[str, Comparison | None]) -> None:
    """Of a text without a header the clerk says which of its columns are which."""
    assert [name for name, made in comparisons.items() if made is None] == []


def test_a_choice_of_the_hand_is_named_only_where_it_makes_a_difference(
    comparisons: Mapping[str, Comparison | None],
) -> None:
    chosen = {case.name: case.expected.by_choice.keys() for case in cases()}
    met = {
        name: {(one.number, one.field) for one in made.differences if one.reason and not one.told} if made else set()
        for name, made in comparisons.items()
    }
    assert met == chosen


def test_what_differs_or_is_doubtful_is_told(comparisons: Mapping[str, Comparison | None]) -> None:
    """Each difference from the plan by hand at its row, and each doubt that the table leaves."""
    found = {name: [*made.silent, *made.untold] for name, made in comparisons.items() if made}
    assert {name: untold for name, untold in found.items() if untold} == {}


def test_one_row_in_ten_is_asked_about_beside_the_doubtful_ones(comparisons: Mapping[str, Comparison | None]) -> None:
    """In each file; in a short one two, for a row of another table of it may have the number that was asked about."""
    doubtful = {case.name: case.expected.doubtful.keys() for case in cases()}
    asked = {name: (len(made.told - doubtful[name]), made.rows) for name, made in comparisons.items() if made}
    assert {name: count for name, (count, rows) in asked.items() if count > max(2, rows // 10)} == {}


def test_few_rows_are_asked_about_in_vain(comparisons: Mapping[str, Comparison | None]) -> None:
    """At most one in ten, over all tables; every other question has a difference or a doubt behind it."""
    made = [comparison for comparison in comparisons.values() if comparison]
    assert sum(len(one.needless) for one in made) * 10 <= sum(one.rows for one in made)


@pytest.mark.golden
def test_what_an_import_makes_otherwise_than_a_hand(
    comparisons: Mapping[str, Comparison | None], golden: Golden
) -> None:
    """A line for each table: its rows, then what differs silently, what was not asked, and what was asked in vain."""
    rows = [
        f"{name}: {made.rows} {len(made.silent)} {len(made.untold)} {len(made.needless)}"
        if made
        else f"{name}: refused"
        for name, made in comparisons.items()
    ]
    differences = [
        f"{name} {one.number} {one.field}" for name, made in comparisons.items() if made for one in made.silent
    ]
    golden("imports", "\n\n".join(filter(None, ["\n".join(rows), "\n".join(dict.fromkeys(differences))])))
