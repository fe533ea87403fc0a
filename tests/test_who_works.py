"""Forms, readings and correction copies are the same bytes whoever works on them: one worker, two, or a Dask cluster.

The clusters run on this machine, each in a process of its own. So does a clerk who works on one: Dask reads its
settings when it is imported, and has threads.
"""

import json
import math
import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

import pytest
from psutil import Process

from duban.journeys.designed_forms import FormDesigner
from duban.journeys.office_cluster import program_fingerprint
from duban.journeys.return_reader import ReturnReader
from duban.messages.finding import InputError, Place
from duban.model.config import Config
from duban.validation.reading import validated
from duban.workers import how_many
from duban.workers.batches import in_batches, run_batches
from duban.workers.cluster import ClusterPool
from duban.workers.confined import WorkerFailure, WorkerLimits
from duban.workers.how_many import core_count, worker_count
from duban.workers.isolated import IsolatedWork
from duban.workers.pool import WorkerPool
from tests.clerk import ROOT, Clerk, file_hashes, taishan_answers

JUNE, JULY = "2022-06", "2022-07"


@pytest.fixture(scope="module")
def returned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What came back in June: one return to be corrected for its answers, and two that nobody signed."""
    clerk, answers = Clerk(tmp_path_factory.mktemp("desk") / "office"), taishan_answers()[JUNE]
    clerk.build(JUNE, "2022-06-03")
    unsigned = {unit: {**answers[unit], "heading": {}} for unit in ("基财股", "基安股")}
    clerk.hand_in_all(JUNE, answers | unsigned)
    return clerk.returns_folder(JUNE)


def play(folder: Path, returned: Path, *how: object, cluster: str = "") -> dict[str, str]:
    """June is issued and compiled, July is issued: the hashes of all that was written."""
    clerk = Clerk(folder)
    if cluster:
        (folder / "config.yaml").write_text(f"计划: plans/{clerk.plan}\n集群: {cluster}\n", encoding="utf-8")
    clerk.build(JUNE, "2022-06-03", *how)
    shutil.copytree(returned, clerk.returns_folder(JUNE), dirs_exist_ok=True)
    compiled = clerk.compile(JUNE, "2022-06-21", *how)
    assert list(compiled.outcomes.values()).count("to-be-corrected") == 3
    clerk.build(JULY, "2022-07-02", *how)
    return file_hashes(clerk.folder / "output")


@contextmanager
def only_workers_work() -> Iterator[None]:
    """Meanwhile this process fails where it designs or reads, and no process that it starts does."""
    with pytest.MonkeyPatch.context() as patch:
        for kind in (FormDesigner, ReturnReader):
            patch.setattr(kind, "__call__", _in_a_worker(kind.__call__))
        yield


def _in_a_worker(function: Callable[..., object]) -> Callable[..., object]:
    def in_worker(*arguments: object) -> object:
        assert multiprocessing.parent_process(), "done here"
        return function(*arguments)

    return in_worker


@pytest.fixture(scope="module")
def alone(returned: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """As one worker reads, and this process designs."""
    return play(tmp_path_factory.mktemp("alone") / "office", returned, "--jobs", 1)


def test_two_workers_give_the_same_bytes(
    alone: dict[str, str], returned: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where they would not pay, they are started all the same; nothing is designed here."""
    monkeypatch.setattr(how_many, "_ITEMS_A_WORKER", {"fork": 1, "spawn": 1})
    with only_workers_work():
        assert play(tmp_path / "office", returned, "--jobs", 2) == alone


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


def process_of(number: int) -> int:
    """Which process answers, after a moment in which others may begin."""
    time.sleep(0.05 * number)
    return os.getpid()


@pytest.mark.parametrize(("item_count", "started"), [(0, 1), (1000, 2)])
def test_workers_for_items_that_are_sure_to_come_are_started_at_once(item_count: int, started: int) -> None:
    """Else a second one is started when as many have come."""
    with WorkerPool(process_of, jobs=2, item_count=item_count) as pool:
        assert len({process for _, process in pool.run(range(4))}) == started


def test_there_is_a_core_to_work_on() -> None:
    assert 1 <= core_count() <= 8


# ---- behind any executor


def root_or_death(number: float) -> float:
    """Its square root; a negative one kills the process."""
    if number < 0:
        os.abort()
    return math.sqrt(number)


def test_work_behind_any_executor_comes_in_order_and_a_death_is_one_result() -> None:
    """Two threads stand for a cluster here; each has a process of its own, which is ended with the work."""
    work = IsolatedWork(root_or_death, WorkerLimits(60, 1 << 30))
    numbers = [float(number) for number in range(100)]
    numbers[33] = -1
    with ThreadPoolExecutor(2) as executor:
        results = list(run_batches(executor, work, in_batches(numbers), most_open=4))
    assert results == [(number, WorkerFailure.DIED if number < 0 else math.sqrt(number)) for number in numbers]
    assert multiprocessing.active_children()
    del work
    assert multiprocessing.active_children() == []


def test_batches_are_drawn_only_a_few_ahead() -> None:
    drawn: list[int] = []

    def numbers() -> Iterator[int]:
        for number in range(10_000):
            drawn.append(number)
            yield number

    with ThreadPoolExecutor(1) as executor:
        run = run_batches(executor, list, in_batches(numbers()), most_open=2)
        assert next(run) == (0, 0)
    assert len(drawn) <= 60


# ---- a cluster


@contextmanager
def dask_cluster(folder: str = "", **environment: str) -> Iterator[str]:
    """The address of a cluster that runs meanwhile."""
    command = [sys.executable, "-m", "tests.dask_cluster", *filter(None, [folder])]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environment}, text=True, **pipes) as process:  # type: ignore[call-overload]
        address = process.stdout.readline().strip()
        assert address, process.stderr.read()
        yield address
        process.stdin.close()


def tls_settings(folder: Path) -> dict[str, str]:
    """What tells Dask where its certificates lie."""
    names = {"CA_FILE": "ca", "CLIENT__CERT": "cert", "CLIENT__KEY": "key"}
    return {f"DASK_DISTRIBUTED__COMM__TLS__{name}": f"{folder}/{file}.pem" for name, file in names.items()}


def in_own_process(code: str, *arguments: object, environment: Mapping[str, str] = os.environ) -> str:
    """What functions of this module say, called in a process of its own."""
    script = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from tests.test_who_works import *; {code}"
    command = [sys.executable, "-c", script, *map(str, arguments)]
    ended = subprocess.run(command, check=False, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def say_hashes(folder: str, returned: str, cluster: str) -> None:
    """Of a month that was played on a cluster, where nothing was done here."""
    with only_workers_work():
        sys.stdout.write(json.dumps(play(Path(folder), Path(returned), cluster=cluster)))


def test_a_cluster_gives_the_same_bytes(alone: dict[str, str], returned: Path, tmp_path: Path) -> None:
    """Spoken to by TLS."""
    certificates = tmp_path / "certificates"
    certificates.mkdir()
    with dask_cluster(str(certificates)) as address:
        assert address.startswith("tls")
        what = tmp_path / "office", returned, address
        environment = {**os.environ, **tls_settings(certificates)}
        said = in_own_process("say_hashes(*sys.argv[1:])", *what, environment=environment)
    assert json.loads(said) == alone


@pytest.mark.parametrize(
    "address",
    [
        "tcp://10.0.0.5:8786",  # in the open
        "tcp://127.0.0.1.example.com:8786",
        "tcp://localhost.example.com:8786",
        "tcp://127.0.0.999:8786",  # a name, which may be anybody's
        "tcp://[::ffff:10.0.0.5]:8786",
        "10.0.0.5:8786",
        "tls://10.0.0.5",  # no port
        "ucx://10.0.0.5:8786",
        "inproc://10.0.0.5/1",
    ],
)
def test_nothing_is_sent_in_the_open(tmp_path: Path, address: str) -> None:
    clerk = Clerk(tmp_path / "office")
    (clerk.folder / "config.yaml").write_text(f"计划: plans/{clerk.plan}\n集群: {address}\n", encoding="utf-8")
    ended = clerk.run("duban", "check", "--json")
    assert ended.exit == 2
    [error] = ended.json["errors"]
    assert (error["code"], error["place"]) == ("cluster-address", "config.yaml:2")


@pytest.mark.parametrize(
    "address",
    ["tls://10.0.0.5:8786", "tls://dask.example.com:443", "tls://[fd00::5]:8786", "tcp://127.0.0.1:1", "tcp://[::1]:1"],
)
def test_an_address_is_secured_or_of_this_machine(address: str) -> None:
    assert validated(Config, {"计划": "plans/x", "集群": address}).cluster == address


def refusal(clerk: Clerk, cluster: str) -> str:
    """The code of why a build on a cluster is refused: at its line in config.yaml, and nothing is written."""
    (clerk.folder / "config.yaml").write_text(f"计划: plans/{clerk.plan}\n集群: {cluster}\n", encoding="utf-8")
    ended = clerk.build(JUNE, "2022-06-03", "--json")
    [error] = ended.json["errors"]
    assert (ended.exit, error["place"]) == (2, "config.yaml:2")
    assert not clerk.period_folder(JUNE).exists()
    return str(error["code"])


def say_refusals(folder: str, childless: str, empty: str) -> None:
    """Why a build is refused by clusters that are not fit for it."""
    clerk = Clerk(Path(folder))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("duban.workers.cluster._CONNECT_SECONDS", 1)
        codes = [refusal(clerk, address) for address in ("tcp://127.0.0.1:9", "tls://127.0.0.1:9", empty, childless)]
        patch.setattr("duban.journeys.office_cluster._WRITERS", ("click",))
        codes.append(refusal(clerk, childless))
    sys.stdout.write(" ".join(codes))


def test_a_cluster_that_is_not_fit_is_told(tmp_path: Path) -> None:
    """None is there; no certificates; no workers; such as may start no process; such as run another program.

    A damaged file would end a worker that may start no process. What another program makes may be other bytes.
    """
    with dask_cluster(DUBAN_TEST_DAEMONS="1") as childless, dask_cluster(DUBAN_TEST_WORKERS="0") as empty:
        said = in_own_process("say_refusals(*sys.argv[1:])", tmp_path / "office", childless, empty)
    kinds = ("unreachable", "no-certificates", "no-workers", "childless", "other-version")
    assert said.split() == [f"cluster-{kind}" for kind in kinds]


@pytest.mark.parametrize("library", ["deflate", "jinja2", "msgspec", "python-calamine", "rapidfuzz", "xlsxwriter"])
def test_a_cluster_is_of_the_same_libraries(monkeypatch: pytest.MonkeyPatch, library: str) -> None:
    """Of all whose other version may read otherwise, or write other bytes."""
    own = program_fingerprint()

    def other_version(name: str) -> str:
        return "0" if name == library else version(name)

    monkeypatch.setattr("duban.journeys.office_cluster.version", other_version)
    assert program_fingerprint() != own


def test_where_dask_is_not_installed_that_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert refusal(Clerk(tmp_path / "office"), "tcp://127.0.0.1:9") == "cluster-not-installed"


def lose(address: str, process: str) -> None:
    """Say what is told where a cluster ends while it is at work."""
    work = IsolatedWork(math.sqrt, WorkerLimits(60, 1 << 30))

    def numbers() -> Iterator[float]:
        yield from map(float, range(100))
        os.kill(int(process), signal.SIGKILL)
        yield from map(float, range(1000))

    with ClusterPool(address, work, str, Place("config.yaml", line=2)) as pool:
        try:
            list(pool.run(numbers()))
        except InputError as error:
            sys.stdout.write(error.findings[0].code)


def test_a_cluster_that_is_lost_is_told() -> None:
    with dask_cluster() as address:
        [scheduler] = [child.pid for child in Process().children() if "tests.dask_cluster" in child.cmdline()]
        assert in_own_process("lose(*sys.argv[1:])", address, scheduler) == "cluster-lost"
