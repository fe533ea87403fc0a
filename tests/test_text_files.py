"""The shipped sentences are parsed one by one, and say what they say when their file is parsed whole."""

from pathlib import Path

import pytest

from duban.messages.finding import InputError
from duban.workspace.text_files import TextFile, load_texts, shipped_text_files


@pytest.mark.parametrize("path", shipped_text_files(), ids=lambda path: path.stem)
def test_entry_by_entry_a_file_is_what_it_is_as_a_whole(path: Path) -> None:
    assert list(TextFile(path, "").items()) == list(load_texts(path, "").items())


@pytest.mark.parametrize(
    "text",
    [
        "first: 一\n\nsecond: '二\n\nthird: 三\n",  # a quote that is not closed
        "first: 一\nsecond: 二 #1标段\n",  # the end of a value is lost
        "first: 一\nsecond: [二\n",
        "- 一\n",  # no mapping
    ],
)
def test_what_is_wrong_is_told_as_of_the_whole_file(tmp_path: Path, text: str) -> None:
    path = tmp_path / "texts.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as refused:
        load_texts(path, "texts.yaml")
    with pytest.raises(InputError) as refused_by_entry:
        dict(TextFile(path, "texts.yaml"))
    assert refused_by_entry.value.findings == refused.value.findings


UNUSUAL = ('"a": 一\nb: 二\n', "一: 甲\n二: 乙\n", "{a: 一, b: 二}\n", "a: >-\n  一\n  二\n# 三\nb: |\n  三\n")


@pytest.mark.parametrize("text", UNUSUAL)
def test_an_unusual_file_is_read_all_the_same(tmp_path: Path, text: str) -> None:
    path = tmp_path / "texts.yaml"
    path.write_text(text, encoding="utf-8")
    assert dict(TextFile(path, "")) == load_texts(path, "")
