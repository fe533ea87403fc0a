"""Whatever else lies in the folder is named with a reason and does no harm; bench/foreign.py has a thousand."""

from pathlib import Path

from tests.abused.county import COMPILED, PERIOD, PLAN, issuing, settle_in
from tests.abused.foreign import foreign
from tests.abused.hands import said


def test_thirty_files_that_are_no_forms_are_each_named_with_a_reason(tmp_path: Path) -> None:
    clerk = settle_in(tmp_path / "desk")
    returns = clerk.folder / "output" / PLAN / PERIOD / "2-回收"
    returns.mkdir(parents=True)
    (returns / "白水乡.xlsx").write_bytes(said(issuing(clerk.folder)("白水乡"), "白水乡", {}))
    for name, data in foreign(30):
        (returns / name).write_bytes(data)
    told = clerk.run("compile", "--period", PERIOD, "--as-of", COMPILED, "--json")
    ends = told.outcomes
    assert ends.pop("白水乡.xlsx") == "accepted"
    assert len(ends) == 30
    assert set(ends.values()) <= {"rejected", "ignored"}
    assert [name for name in ends if not told.codes(name)] == []
