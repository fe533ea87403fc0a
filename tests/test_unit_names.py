"""Names of units are looked for in texts: each text is searched once, and no name is folded again for it."""

import pytest

from duban.model.unit import MERGED_KIND, Unit
from duban.model.unit_names import UnitNames
from duban.text.folding import comparison_key

SUPERVISION = Unit(name="督导室", code="DDS", aliases=("督导组",))
INFORMATION = Unit(name="督导室信息科", code="XXK")
MERGED = Unit(name="体卫股", code="TWG", kind=MERGED_KIND)
NAMES = UnitNames((SUPERVISION, INFORMATION, MERGED))


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("督导室.xlsx", {"DDS"}),
        ("督 导 组（改）", {"DDS"}),
        ("督导室信息科", {"XXK"}),
        ("督导室、督导室信息科", {"DDS", "XXK"}),
        ("体卫股", set()),
        ("", set()),
    ],
)
def test_the_longest_name_at_a_place_is_the_unit_that_is_meant(text: str, codes: set[str]) -> None:
    assert NAMES.codes_in(text) == codes


def test_a_text_more_costs_no_look_at_the_names_but_in_that_text(monkeypatch: pytest.MonkeyPatch) -> None:
    folded: list[str] = []

    def fold(text: str) -> str:
        folded.append(text)
        return comparison_key(text)

    monkeypatch.setattr("duban.model.unit_names.comparison_key", fold)
    names, texts = UnitNames((SUPERVISION, INFORMATION)), ["甲.xlsx", "乙.xlsx", "督导室.xlsx"]
    for text in texts:
        names.codes_in(text)
    assert sorted(folded) == sorted([*texts, "督导室", "督导组", "督导室信息科"])
