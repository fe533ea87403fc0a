"""Forms, readings and correction copies are the same bytes whoever works on them: this process, one worker or two."""

import multiprocessing
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from duban.journeys.designed_forms import FormDesigner
from duban.workers import how_many
from duban.workers.how_many import core_count, worker_count
from tests.clerk import Clerk, file_hashes, taishan_answers

JUNE, JULY = "2022-06", "2022-07"


@pytest.fixture(scope="module")
def returned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What came back in June: one return to be corrected for its answers, and two that nobody signed."""
    clerk, answers = Clerk(tmp_path_factory.mktemp("desk") / "office"), taishan_answers()[JUNE]
    clerk.build(JUNE, "2022-06-03")
    unsigned = {unit: {**answers[unit], "heading": {}} for unit in ("基财股", "基安股")}
    clerk.hand_in_all(JUNE, answers | unsigned)
    return clerk.returns_folder(JUNE)


def play(folder: Path, returned: Path, *how: object) -> dict[str, str]:
    """June is issued and compiled, July is issued: the hashes of all that was written."""
    clerk = Clerk(folder)
    clerk.build(JUNE, "2022-06-03", *how)
    shutil.copytree(returned, clerk.returns_folder(JUNE), dirs_exist_ok=True)
    compiled = clerk.compile(JUNE, "2022-06-21", *how)
    assert list(compiled.outcomes.values()).count("to-be-corrected") == 3
    clerk.build(JULY, "2022-07-02", *how)
    return file_hashes(clerk.folder / "output")


@pytest.fixture(scope="module")
def alone(returned: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """As one worker reads, and this process designs."""
    return play(tmp_path_factory.mktemp("alone") / "office", returned, "--jobs", 1)


def test_two_workers_give_the_same_bytes(
    alone: dict[str, str], returned: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where they would not pay, they are started all the same; nothing is designed here."""
    monkeypatch.setattr(how_many, "_ITEMS_A_WORKER", {"fork": 1, "spawn": 1})
    monkeypatch.setattr(FormDesigner, "__call__", in_a_worker(FormDesigner.__call__))
    assert play(tmp_path / "office", returned, "--jobs", 2) == alone


def in_a_worker(function: Callable[..., object]) -> Callable[..., object]:
    """The function, which fails in this process."""

    def in_worker(*arguments: object) -> object:
        assert multiprocessing.parent_process(), "designed here"
        return function(*arguments)

    return in_worker


@pytest.mark.parametrize(
    ("items", "most", "method", "workers"),
    [
        (10, 8, "fork", 0),  # an office of ten units: started sooner than a process
        (200, 2, "fork", 2),
        (200, 8, "fork", 8),
        (59, 8, "fork", 2),  # each has twenty to do
        (200, 8, "spawn", 1),  # a start takes as long as some hundred forms
        (2000, 8, "spawn", 8),
        (2000, 1, "spawn", 1),
    ],
)
def test_a_worker_is_started_where_it_pays(
    items: int, most: int, method: str, workers: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(how_many, "start_context", lambda: multiprocessing.get_context(method))
    assert worker_count(items, most) == workers


def test_there_is_a_core_to_work_on() -> None:
    assert 1 <= core_count() <= 8
