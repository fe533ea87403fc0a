"""A path or a hash that stands in a file of the ledger is the same thing to all who read it, or nothing."""

import json
import tempfile
from collections.abc import Callable
from ntpath import normpath
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duban.model.run_entry import RunCommand, RunEntry
from duban.store.former_publications import former_publications
from duban.store.journal import replaced_files
from duban.store.key_file import form_key_path, read_form_key
from duban.store.ledger import Ledger
from duban.store.run_log import read_run_log
from duban.text.file_names import is_inner_path, safe_file_name
from duban.value_object import json_data

HASH = "0123456789abcdef" * 4
RUN = RunEntry(number=1, before="", at="", who="", command=RunCommand.COMPILE, version="1")
NAMES = st.text(st.sampled_from("ab.. /\\:\0~\ud800汇"), max_size=8)
PATHS = st.lists(NAMES, min_size=1, max_size=4).map("/".join)


def entry(**facts: object) -> bytes:
    """The file of an entry that says this, whether it may or not."""
    return json.dumps(json_data(RUN) | facts).encode()


def as_published(path: str, digest: object = HASH) -> bool:
    return RunEntry.parse(entry(published={path: digest})) is not None


def as_kept(path: str, digest: object = HASH) -> bool:
    return RunEntry.parse(entry(ledger_files={path: digest})) is not None


def as_replaced(path: str, digest: object = HASH) -> bool:
    """In the list of what the last run replaced."""
    with tempfile.TemporaryDirectory() as folder:
        ledger = Path(folder) / "台账"
        (ledger / "上一次").mkdir(parents=True)
        (ledger / "上一次/清单.json").write_text(json.dumps({path: digest}), encoding="utf-8")
        return bool(replaced_files(ledger))


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("2022-06/3-汇总/汇总报告.xlsx", True),
        ("a..b/.c/~d", True),
        ("", False),
        ("/etc/passwd", False),
        ("a//b", False),
        ("a/", False),
        ("./a", False),
        ("a/../b", False),  # though it ends below
        ("../a", False),
        (".. /a", False),  # Windows leaves blanks and dots at the end of a name out
        ("a/...", False),
        ("C:a", False),
        ("C:/a", False),
        ("a\\..\\..\\b", False),
        ("\\\\server\\share", False),
        ("a\0b", False),
        ("a\ud800", False),
        (None, False),
        (7, False),
    ],
)
def test_a_path_leads_down_on_every_system_or_is_none(path: object, expected: bool) -> None:  # noqa: FBT001
    assert is_inner_path(path) is expected


@given(PATHS)
def test_all_who_read_a_path_agree_on_it(path: str) -> None:
    assert [reads(path) for reads in (as_published, as_kept, as_replaced)] == [is_inner_path(path)] * 3


@given(PATHS.filter(is_inner_path))
def test_an_inner_path_ends_below_its_folder(path: str) -> None:
    windows = "\\".join(name.rstrip(". ") for name in path.split("/"))  # as Windows takes it
    assert not PurePosixPath(path).is_absolute()
    assert ".." not in PurePosixPath(path).parts
    assert PureWindowsPath(normpath(f"C:\\desk\\{windows}")).is_relative_to("C:\\desk\\")


@given(st.lists(st.text(max_size=20), min_size=1, max_size=4))
def test_names_that_the_program_gives_make_an_inner_path(names: list[str]) -> None:
    assert is_inner_path("/".join(map(safe_file_name, names)))


@pytest.mark.parametrize("digest", ["", "0" * 63, "0" * 65, "A" * 64, "x" * 64, "../../etc", f"{HASH}\n", 7, [], {}])
@pytest.mark.parametrize("reads", [as_published, as_kept, as_replaced])
def test_a_hash_in_a_file_is_whole_or_the_file_is_not_ours(reads: Callable[..., bool], digest: object) -> None:
    assert (reads("a", HASH), reads("a", digest)) == (True, False)


def test_a_former_record_without_a_whole_hash_or_an_inner_path_says_nothing(tmp_path: Path) -> None:
    """Otherwise the first entry would take over what no entry may hold."""
    (tmp_path / "desk/台账").mkdir(parents=True)
    for name in ("a", "b", "c"):
        (tmp_path / "desk" / name).write_bytes(b"")
    record = {"a": HASH, "b": "x", "c": HASH.upper(), "./a": HASH, "../desk/a": HASH, "a\0": HASH, "\ud800": HASH}
    (tmp_path / "desk/台账/产出.json").write_text(json.dumps(record), encoding="utf-8")
    assert former_publications(tmp_path / "desk/台账") == {"a": HASH}


def test_the_lists_of_a_key_hold_hashes_alone(tmp_path: Path) -> None:
    """Of a file beside the snapshots that is none, an earlier version wrote the name down."""
    facts = {"key": "ab" * 32, "snapshots": [HASH, "说明"], "originals": [HASH[:16], HASH, ""]}
    form_key_path(Ledger(tmp_path)).write_text(json.dumps(facts), encoding="utf-8")
    key = read_form_key(Ledger(tmp_path))
    assert (key.snapshots, key.originals) == (frozenset({HASH}), frozenset({HASH[:16]}))


@pytest.mark.parametrize("name", ["a:b.xlsx", "a\\b.xlsx", "\udcd6\udcd0.xlsx"])
def test_a_name_that_no_entry_can_hold_is_not_taken_over(tmp_path: Path, name: str) -> None:
    """A file put into the ledger by hand: the entry that held its name could never be read again."""
    ledger = tmp_path / "台账"
    (ledger / "日志").mkdir(parents=True)
    (ledger / "原件/2022-06").mkdir(parents=True)
    try:
        (ledger / "原件/2022-06" / name).write_bytes(b"x")
    except OSError:
        pytest.skip("this system has no such names")
    for _ in range(2):
        for path, data in read_run_log(ledger).new_entry(RUN, {ledger / "快照/a.json": b"a"}, ()).items():
            path.write_bytes(data)
    log = read_run_log(ledger)
    assert ([run.number for run in log.entries], log.findings) == ([1, 2], ())
    assert list(log.ledger_files) == ["快照/a.json"]
