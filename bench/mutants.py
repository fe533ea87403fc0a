"""Is a small fault in the code noticed by a test? `python bench/mutants.py [MODULE …]` lists those that are not.

A fault changes one place of one function: `<` becomes `<=`, `and` becomes `or`, a condition is turned round, a number
is one more, a statement is left out. The tests run once with the lines that each of them takes; then every fault is
tried in a process of its own by the tests that take its line, until one fails: those of files that import its module
before all others, and the quickest before the slow.

`bench/mutants.toml` names the faults that change nothing that anybody can see, each with its reason. The run ends
with 1 where fewer than 95 of 100 others are noticed. LibreOffice's tests are left out. Needs a system that can fork.
"""

import contextlib
import gc
import os
import random
import resource
import sys
import time
import tomllib
import types
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from itertools import accumulate, zip_longest
from pathlib import Path

import click
import pytest
from _pytest.runner import runtestprotocol
from coverage import Coverage, CoverageData

ROOT = Path(__file__).resolve().parents[1]
sys.path[0] = str(ROOT)  # as in bench.py

from bench.faults import Mutant, mutants_of  # noqa: E402

MODULES = (
    "duban/review",
    "duban/reports",
    "duban/returns/checks",
    "duban/returns/rows.py",
    "duban/model/assignment.py",
    "duban/model/period.py",
    "duban/model/status.py",
    "duban/model/verdict.py",
)
"""What decides what a report says."""
LEAST_SHARE = 0.95
SPARE_SECONDS = 10
"""A trial counts as noticed once it took so much longer than twice its tests: the fault made the program run on."""
TESTS_WORTH = 45
"""Seconds of the processor that are spent on one fault, by what each test took in the first run."""
NOT_TRIED = (
    "tests/office",
    "tests/test_libreoffice",
    "tests/test_openxml_audit",
    "tests/test_house",
    "tests/test_docs",
)
_CACHED = type(cache(len))


class _ContextPerTest:
    """Tells coverage which test runs, and keeps how long it kept the processor."""

    def __init__(self, coverage: Coverage) -> None:
        self.coverage = coverage
        self.seconds: Counter[str] = Counter()
        self.failed: list[str] = []

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        self.coverage.switch_context(item.nodeid)
        start = time.process_time()
        done = yield
        self.seconds[item.nodeid] = time.process_time() - start  # type: ignore[assignment]
        return done

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.failed.append(report.nodeid)


@dataclass(frozen=True)
class TestsOfLines:
    """Which tests take which lines.

    Attributes:
        data: what coverage measured, a context for each test.
        seconds: test → how long it kept the processor.
    """

    data: CoverageData
    seconds: Mapping[str, float]

    def tests(self, path: str) -> Mapping[int, Sequence[str]]:
        """Line of a module → the tests that take it, those first that are likely to notice a fault soon."""
        by_line = self.data.contexts_by_lineno(str(ROOT / path))
        return {line: self._ordered(tests, _dotted_name(path)) for line, tests in by_line.items()}

    def _ordered(self, tests: Iterable[str], module: str) -> list[str]:
        def after(test: str) -> tuple[bool, float]:
            return module not in _source(test.partition("::")[0]), self.seconds[test]

        return sorted(self.seconds.keys() & tests, key=after)


@cache
def _source(test_file: str) -> str:
    return (ROOT / test_file).read_text(encoding="utf-8")


def _dotted_name(path: str) -> str:
    return path.removesuffix(".py").replace("/", ".").removesuffix(".__init__")


def _pytest(chosen: Sequence[str], plugin: object) -> None:
    """A session of pytest, all tests where none are chosen."""
    ignored = [f"--ignore-glob=*{Path(name).name}*" for name in NOT_TRIED]
    pytest.main(["-q", "-s", "--no-header", "-p", "no:cacheprovider", *ignored, *chosen], plugins=[plugin])


def run_tests(chosen: Sequence[str]) -> TestsOfLines:
    """Tests once, measured; all where none are chosen. One that fails without any fault is left out."""
    coverage = Coverage(data_file=None, source=["duban"], config_file=False)
    plugin = _ContextPerTest(coverage)
    coverage.start()
    _pytest(chosen, plugin)
    coverage.stop()
    for test in plugin.failed:
        print(f"fails without any fault, left out: {test}")
        plugin.seconds.pop(test, None)
    return TestsOfLines(coverage.get_data(), plugin.seconds)


@dataclass(frozen=True)
class Trials:
    """A pytest plugin that tries faults where the tests would run, so that they are collected once for all faults.

    Attributes:
        tests_of_lines: by which tests are chosen.
        try_mutants: tries every fault by what it is handed, which says whether tests notice one.
    """

    tests_of_lines: TestsOfLines
    try_mutants: Callable[[Callable[[Mutant, Sequence[str]], bool]], None]

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Tries every fault in place of running the tests."""
        items = {item.nodeid: item for item in session.items}

        def is_noticed(mutant: Mutant, tests: Sequence[str]) -> bool:
            """Whether one of the tests fails with this fault, or runs on for ever."""
            chosen = self._worth_their_time(tests)
            child = os.fork()
            if not child:
                longest = int(2 * sum(self.tests_of_lines.seconds[test] for test in chosen)) + SPARE_SECONDS
                resource.setrlimit(resource.RLIMIT_CPU, (longest, longest))
                _try_in_this_process(mutant, [items[test] for test in chosen])
            return os.waitpid(child, 0)[1] != 0

        self.try_mutants(is_noticed)
        return True

    def _worth_their_time(self, tests: Sequence[str]) -> list[str]:
        spent = list(accumulate(self.tests_of_lines.seconds[test] for test in tests))
        return [test for index, test in enumerate(tests) if not index or spent[index] <= TESTS_WORTH]


def _try_in_this_process(mutant: Mutant, items: Sequence[pytest.Item]) -> None:
    """Never returns: ends the process with 0 where every test passes."""
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    failed = True
    with contextlib.suppress(BaseException):
        _replace_code(mutant)
        failed = any(_fails(item, following) for item, following in zip_longest(items, items[1:]))
    os._exit(failed)


def _fails(item: pytest.Item, following: pytest.Item | None) -> bool:
    return any(report.failed for report in runtestprotocol(item, log=False, nextitem=following))


def _replace_code(mutant: Mutant) -> None:
    """Every function object made of the mutant's function gets the code with the fault, wherever it is registered."""
    module = import_module(_dotted_name(mutant.path))
    filename = str(module.__file__)
    codes = dict(_codes(compile(mutant.tree, filename, "exec", dont_inherit=True)))
    for function in [value for value in gc.get_objects() if isinstance(value, types.FunctionType)]:
        code = function.__code__
        key = (code.co_qualname, code.co_firstlineno)
        if code.co_filename == filename and code.co_qualname == mutant.function and key in codes:
            function.__code__ = codes[key]
    _forget_what_was_worked_out(module.__name__)


def _forget_what_was_worked_out(module: str) -> None:
    """What the first run left in caches of the module and of test files: a fault would not be seen in it."""
    for cached in [value for value in gc.get_objects() if isinstance(value, _CACHED)]:
        if cached.__module__ == module or str(cached.__module__).startswith("tests.test_"):
            cached.cache_clear()


def _codes(code: types.CodeType) -> Iterator[tuple[tuple[str, int], types.CodeType]]:
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield (constant.co_qualname, constant.co_firstlineno), constant
            yield from _codes(constant)


def modules(typed: Iterable[str]) -> list[str]:
    """The Python files below some places."""
    paths = []
    for place in typed:
        path = ROOT / place
        paths += sorted(path.rglob("*.py")) if path.is_dir() else [path]
    return [path.relative_to(ROOT).as_posix() for path in paths]


@click.command()
@click.argument("places", nargs=-1)
@click.option("--share", type=float, default=1.0, help="Try only this share of the faults, the same ones each time.")
@click.option("--tests", multiple=True, help="Try with these test files only; may be given several times.")
def main(places: Sequence[str], share: float, tests: Sequence[str]) -> None:
    """Try the faults of some modules, or of all that decide what a report says."""
    unseen = tomllib.loads((ROOT / "bench" / "mutants.toml").read_text(encoding="utf-8"))["unseen"]
    tests_of_lines = run_tests(tests)
    counts: Counter[str] = Counter()
    chooser = random.Random(0)  # noqa: S311 — a sample, no secret

    def try_mutants(is_noticed: Callable[[Mutant, Sequence[str]], bool]) -> None:
        for path in modules(places or MODULES):
            tests_by_line = tests_of_lines.tests(path)
            for mutant in mutants_of(path, (ROOT / path).read_text(encoding="utf-8")):
                if chooser.random() >= share:
                    continue
                if mutant.name in unseen:
                    counts["unseen"] += 1
                elif is_noticed(mutant, tests_by_line.get(mutant.line, ())):
                    counts["noticed"] += 1
                else:
                    counts["survived"] += 1
                    print(f"{path}:{mutant.line}: {mutant.function}: {mutant.before} → {mutant.after}", flush=True)

    _pytest(tests, Trials(tests_of_lines, try_mutants))
    noticed, survived, unseen = (counts[name] for name in ("noticed", "survived", "unseen"))
    tried = noticed + survived
    print(f"faults tried {tried}: noticed {noticed}, not noticed {survived}; that nobody can see: {unseen}")
    sys.exit(tried and noticed < LEAST_SHARE * tried)


if __name__ == "__main__":
    main()
