"""The habits of the house that no linter knows."""

import ast
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODULES = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "duban").rglob("*.py"))

HOMES: dict[str, str | tuple[str, ...]] = {
    "click": "duban/cli/",
    "dateutil": "duban/text/days.py",
    "icalendar": "duban/writers/ics.py",
    "jinja2": "duban/messages/catalogue.py",
    "msoffcrypto": "duban/formats/locked.py",
    "olefile": "duban/formats/ole.py",
    "psutil": "duban/workers/worker.py",
    "pydantic": ("duban/model/", "duban/plan_source/"),
    "pydantic_core": ("duban/model/", "duban/plan_source/"),
    "python_calamine": "duban/formats/reader.py",
    "rapidfuzz": "duban/tables/similarity.py",
    "rich": "duban/cli/",
    "sqlite3": "duban/store/readings.py",  # the standard library's, but it touches disk like the others
    "xlsxwriter": "duban/writers/xlsx.py",
    "yaml": "duban/workspace/yaml_file.py",
}
CLOCKS = {
    *("datetime.now", "datetime.today", "datetime.utcnow", "date.today"),
    *("time.ctime", "time.gmtime", "time.localtime", "time.strftime", "time.time", "time.time_ns"),
}

CHINESE = r"[\u3400-\u9fff]"
TABLE = re.compile("[〇零一二三四五六七八九十百]+")  # numerals in a row are a table, not a sentence
SENTENCE = re.compile(f"{CHINESE}{{8,}}|{CHINESE}[，。；：]|[，。；：]{CHINESE}")


@cache
def tree(module: str) -> ast.Module:
    return ast.parse((ROOT / module).read_text(encoding="utf-8"), module)


def imports(module: str) -> Iterator[tuple[str, int]]:
    """Top names of all that a module imports, wherever in it; the house itself has no dots."""
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Import):
            yield from ((alias.name.partition(".")[0], node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield ("duban" if node.level else str(node.module).partition(".")[0]), node.lineno


def docstrings(module: str) -> set[int]:
    """Identities of the constants that are docstrings."""
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    bodies = (node.body for node in ast.walk(tree(module)) if isinstance(node, documented))
    return {id(body[0].value) for body in bodies if body and isinstance(body[0], ast.Expr)}


def sentences(module: str) -> Iterator[str]:
    """Where Chinese that a person would read stands in the code, and what it says."""
    told = docstrings(module)
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            words = TABLE.sub("", node.value)
            if SENTENCE.search(words):
                yield f"{module}:{node.lineno}: {node.value}"


def clocks(module: str) -> Iterator[str]:
    """Where a module asks what time it is. A stopwatch (time.monotonic) tells no time of day."""
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Attribute):
            owner = node.value.attr if isinstance(node.value, ast.Attribute) else getattr(node.value, "id", "")
            names = {f"{owner}.{node.attr}"}
        elif isinstance(node, ast.ImportFrom):
            names = {f"{node.module}.{alias.name}" for alias in node.names}
        else:
            continue
        yield from (f"{module}:{node.lineno}: {name}" for name in names & CLOCKS)


@pytest.mark.parametrize("module", MODULES)
def test_each_library_is_imported_in_one_place(module: str) -> None:
    """What HOMES does not know has no home yet: say there where it lives, or do without it."""
    ours = sys.stdlib_module_names - HOMES.keys() | {"duban"}
    strange = [f"{module}:{line}: {name}" for name, line in imports(module) if name not in HOMES.keys() | ours]
    astray = [
        f"{module}:{line}: {name} lives in {HOMES[name]}"
        for name, line in imports(module)
        if name in HOMES and not module.startswith(HOMES[name])
    ]
    assert [*strange, *astray] == []


@pytest.mark.parametrize("module", MODULES)
def test_chinese_sentences_stand_in_the_templates(module: str) -> None:
    """Keys, aliases and words that are parsed may stand in code; the rest is for an office to change."""
    assert list(sentences(module)) == []


@pytest.mark.parametrize("module", [module for module in MODULES if not module.startswith("duban/cli/")])
def test_only_the_command_line_reads_the_clock(module: str) -> None:
    assert list(clocks(module)) == []


@pytest.mark.parametrize("module", MODULES)
def test_a_module_is_one_idea(module: str) -> None:
    """Over 300 lines it is two."""
    assert len((ROOT / module).read_text(encoding="utf-8").splitlines()) <= 300


def test_every_library_that_is_installed_has_its_licence_told() -> None:
    """docs/licences.md and constraints.txt name the same packages in the same versions."""
    pinned = re.findall(r"^([\w.-]+)==(.+)$", (ROOT / "constraints.txt").read_text(encoding="utf-8"), re.MULTILINE)
    told = re.findall(
        r"^\| ([\w.-]+) \| ([\d.]+) \|", (ROOT / "docs/licences.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert sorted(told) == sorted(pinned)
