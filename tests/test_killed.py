"""A run that is killed, or refused by the disk, at any step: the next one ends as if nothing had happened."""

import errno
import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path

import pytest

from duban.journeys.new_workspace import create_workspace
from duban.messages.finding import InputError
from duban.store.folder_copy import recover_copy, replace_files
from duban.store.publishing import publish, recover
from tests.killing import CANNOT_FORK, content, kill, states_after

pytestmark = CANNOT_FORK

LEDGER = "台账"
OLD = {"a.xlsx": b"old a", "b.xlsx": b"old b", "c.xlsx": b"old c", "e.xlsx": b"same"}
NEW = {"a.xlsx": b"new a", "b.xlsx": b"new b", "new/d.xlsx": b"new d", "e.xlsx": b"same"}
REFUSED = 2


@pytest.fixture(autouse=True)
def _no_fsync(monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes its time, and no kill undoes what was not synced."""
    monkeypatch.setattr(os, "fsync", lambda _: None)


def write(folder: Path, outputs: Mapping[str, bytes], obsolete: Iterable[str] = ()) -> None:
    named = {folder / name: data for name, data in outputs.items()}
    publish(named, [folder / name for name in obsolete], ledger=folder / LEDGER)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Published twice, so that something is kept of the last publication."""
    folder = tmp_path / "desk"
    folder.mkdir()
    write(folder, {"a.xlsx": b"older", "b.xlsx": b"older"})
    write(folder, OLD)
    return folder


def publish_new(folder: Path) -> None:
    """As a command does it: what is refused is an exit code."""
    try:
        write(folder, NEW, obsolete=["c.xlsx"])
    except InputError:
        raise SystemExit(REFUSED) from None


def after_recovery(state: Path) -> dict[str, str]:
    recover(state / LEDGER)
    return content(state)


def report(what: str, ends: Iterable[object]) -> Counter[object]:
    """How many came to which end; `pytest -rP` shows it as a line of a table."""
    counts = Counter(ends)
    ended = ", ".join(f"{end}: {count}" for end, count in counts.items())
    print(f"| {what} | {sum(counts.values())} | {ended} |")  # noqa: T201
    return counts


def kind_of(end: dict[str, str], before: dict[str, str], after: dict[str, str]) -> str:
    if end == before:
        return "as before"
    return "as undisturbed" if end == after else "neither"


def test_a_publication_that_is_killed_ends_as_it_began_or_as_undisturbed(folder: Path) -> None:
    """At every step; nothing else is left of it."""
    before = content(folder)
    states = [after_recovery(state) for _, state in states_after(folder, partial(publish_new, folder), kill)]
    ends = report("killed while publishing", [kind_of(state, before, content(folder)) for state in states])
    assert ends["neither"] == 0
    assert min(ends["as before"], ends["as undisturbed"]) > 10


def test_a_recovery_that_is_killed_is_recovered(folder: Path, tmp_path: Path) -> None:
    """At every step of it, after a kill at each sixth step."""
    before = content(folder)
    killed = []
    for number, (_, state) in enumerate(states_after(folder, partial(publish_new, folder), kill)):
        if number % 6 == 0:
            killed.append(tmp_path / f"killed-{number}")
            shutil.copytree(state, killed[-1])
    after = content(folder)
    ends = []
    for desk in killed:
        states = states_after(desk, partial(recover, desk / LEDGER), kill)
        ends += [kind_of(after_recovery(state), before, after) for _, state in states]
    assert report("killed while recovering", ends)["neither"] == 0


def failing(code: int, names: Iterable[str]) -> Callable[[str], None]:
    """The disk refuses all of these from a step on."""

    def refuse(name: str) -> None:
        if name in names:
            raise OSError(code, os.strerror(code))

    return refuse


@pytest.mark.parametrize(
    ("code", "names"),
    [
        (errno.ENOSPC, {"write", "mkdir"}),  # a full disk still renames and removes
        (errno.EFBIG, {"write"}),
        (errno.EIO, {"fsync"}),
        (errno.EPERM, {"replace"}),
    ],
)
def test_what_the_disk_refuses_from_any_step_on_changes_nothing(folder: Path, code: int, names: set[str]) -> None:
    before = content(folder)
    states = states_after(folder, partial(publish_new, folder), failing(code, names))
    kinds = [(end, after_recovery(state)) for end, state in states]
    after = content(folder)
    ends = report(errno.errorcode[code], [(end, kind_of(state, before, after)) for end, state in kinds])
    allowed = {(REFUSED, "as before"), (0, "as undisturbed")}
    if "replace" in names:  # nothing could be put back either: the next run carries it out
        allowed.add((REFUSED, "as undisturbed"))
    assert set(ends) <= allowed
    assert ends[REFUSED, "as before"] > 3


def test_a_run_that_is_killed_while_it_takes_everything_back_is_taken_back(folder: Path) -> None:
    """One file cannot be replaced, and then the power goes."""
    before = content(folder)

    def refused() -> None:
        replace = Path.replace

        def refusing(path: Path, target: Path) -> Path:
            if target.name == "d.xlsx":
                raise PermissionError(errno.EACCES, "locked")
            return replace(path, target)

        Path.replace = refusing  # type: ignore[assignment, method-assign]
        publish_new(folder)

    states = [after_recovery(state) for _, state in states_after(folder, refused, kill, undisturbed=REFUSED)]
    assert content(folder) == before
    publish_new(folder)
    ends = report("killed while taking back", [kind_of(state, before, content(folder)) for state in states])
    assert ends["neither"] == 0
    assert ends["as before"] > 30


def test_files_of_a_plan_are_all_old_or_all_new_after_a_kill(tmp_path: Path) -> None:
    """Both files and the former ones; the next run brings to its end what was killed."""
    folder = tmp_path / "plan"
    folder.mkdir()
    old = {folder / name: b"old" for name in ("plan.yaml", "units.yaml")}
    for path, data in old.items():
        path.write_bytes(data)
    before = content(folder)
    new = dict.fromkeys(old, b"new") | {folder / "旧稿" / path.name: b"old" for path in old}
    states = []
    for _, state in states_after(folder, partial(replace_files, folder, new, old), kill):
        recover_copy(state)
        states.append(content(state))
    ends = report("files of a plan killed", [kind_of(state, before, content(folder)) for state in states])
    assert ends["neither"] == 0
    assert min(ends["as before"], ends["as undisturbed"]) > 3


def test_an_office_that_is_begun_again_after_a_kill_is_whole(tmp_path: Path) -> None:
    """`duban init`, killed at each third step: begun again it makes what is missing, or says that all is there."""
    folder = tmp_path / "desk"
    folder.mkdir()
    states, ends = [], []
    steps = range(0, 240, 3)

    def begin_again(state: Path) -> str:
        try:
            create_workspace(state)
        except InputError as error:
            return error.findings[0].code
        return "begun"

    for _, state in states_after(folder, partial(begin_again, folder), kill, steps):
        ends.append(begin_again(state))
        states.append(content(state))
    ended = report("init killed", ends)
    assert {content_[name] for content_ in states for name in content_ if name.startswith(".~")} == set()
    assert [state for state in states if state != content(folder)] == []
    assert set(ended) == {"begun", "init-not-empty"}
