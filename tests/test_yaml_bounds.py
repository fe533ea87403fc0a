"""A typed file may be as large as people type; what unfolds to more is a sentence, and nothing hangs over it."""

from pathlib import Path

import pytest

from duban.messages.finding import InputError
from duban.workspace.file_bounds import MOST_BYTES
from duban.workspace.plan_folder import load_plan
from duban.workspace.yaml_edit import append_entries
from duban.workspace.yaml_file import load_template_yaml, read_yaml

LAUGHS = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 9)}]\n" for level in range(1, 9)
)
HOSTILE = {
    "nine times nine aliases": LAUGHS,
    "an alias in what it repeats": "a: &a [*a]\n",
    "aliases in aliases, each some levels deeper": "a0: &a0 [x]\n"
    + "".join(f"a{step}: &a{step} {'[' * 36}*a{step - 1}{']' * 36}\n" for step in range(1, 95)),
    "3,000 lists": "[" * 3_000,
    "100,000 lists": "[" * 100_000,
    "mappings": "{a: " * 5_000,
    "lists on one line": "- " * 3_000 + "x",
    "keys one below the other": "".join(f"{' ' * level}a:\n" for level in range(300)),
    "closed lists": "[" * 5_000 + "]" * 5_000,
    "too many texts": "- x\n" * 250_000,
    "too long a line": "a: " + "字" * 60_000,
    "4 MB": "# 注释\n" * (MOST_BYTES // 8),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_unfolds_to_too_much_is_a_sentence(tmp_path: Path, name: str) -> None:
    """In every reader of typed files."""
    path = tmp_path / "plan.yaml"
    path.write_text(HOSTILE[name], encoding="utf-8")
    codes = [finding.code for finding in read_yaml(path, "plan.yaml").mistakes]
    assert codes in (["yaml-unbounded"], ["file-too-large"])
    with pytest.raises(InputError) as error:
        load_template_yaml(path)
    assert [finding.code for finding in error.value.findings] == codes


def test_the_sentence_names_the_line(tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    path.write_text(LAUGHS, encoding="utf-8")
    assert [str(finding.place) for finding in read_yaml(path, "plan.yaml").mistakes] == ["plan.yaml:6"]


def test_a_name_that_stands_for_two_things_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    path.write_text("b: &a x\na: &a {k: [*a]}\n", encoding="utf-8")
    assert read_yaml(path, "plan.yaml").mistakes


def test_aliases_as_people_use_them_are_read(tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    path.write_text("a: &a [甲, 乙]\nb: *a\nc: [*a, *a]\n", encoding="utf-8")
    data = {"a": ["甲", "乙"], "b": ["甲", "乙"], "c": [["甲", "乙"], ["甲", "乙"]]}
    assert read_yaml(path, "plan.yaml").data == load_template_yaml(path) == data


@pytest.mark.parametrize(
    "line",
    [
        "- " * 20_000,
        "a: " * 15_000,
        "a:" + " " * 49_000 + "x",
        "x " * 20_000 + "#y",
        "'" * 40_000,
        "教" * 40_000 + ":x",
        "a: b #标段",
        " " * 24_000 + "a" * 24_000,
        "a: [" * 12_000,
    ],
)
def test_no_line_makes_the_search_for_traps_hang(tmp_path: Path, line: str) -> None:
    """Forty lines of a kind; the limit of time is that of the whole test run."""
    path = tmp_path / "plan.yaml"
    path.write_text("\n".join(["["] + [line] * 40), encoding="utf-8")
    assert read_yaml(path, "plan.yaml").mistakes


def test_many_comments_are_looked_at_in_time(tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    path.write_text("a:\n" + "- b #标段\n" * 60_000, encoding="utf-8")
    assert len(read_yaml(path, "plan.yaml").mistakes) == 60_000


@pytest.mark.parametrize(
    "text",
    [
        *("a: 2022-99-99", "a: !!int x", "? [a]\n: b", "a: !!python/object/apply:os.system [id]"),
        *("a: !!int ''", "a: !!float ''", "a: !!bool x", "a: !!timestamp x"),
        "a: 1" + ":1" * 300 + ".0",  # to the base of 60, and more than a float holds
        'a: !!int "1' + (":1" * 20_000 + "\\\n  ") * 40 + '"',  # an hour's work
        "\n".join(f"{(2**61 - 1) * number}: x" for number in range(50_000)),  # of one hash
    ],
)
def test_a_value_that_yaml_cannot_make_is_a_sentence(tmp_path: Path, text: str) -> None:
    path = tmp_path / "styles.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as error:
        load_template_yaml(path)
    assert error.value.findings


def test_a_file_of_gigabytes_is_not_read(tmp_path: Path) -> None:
    for name in ("plan.yaml", "units.yaml"):
        with (tmp_path / name).open("wb") as file:
            file.truncate(30 * 2**30)
    with pytest.raises(InputError) as error:
        load_plan(tmp_path, "plans/x")
    assert {finding.code for finding in error.value.findings} == {"file-too-large"}
    with pytest.raises(OSError, match=r"plan\.yaml"):
        append_entries(tmp_path / "plan.yaml", "调整", [])
