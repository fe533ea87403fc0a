"""The habits of the house that no linter knows."""

import ast
import gc
import inspect
import pkgutil
import re
import sys
import textwrap
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from itertools import pairwise
from pathlib import Path

import pytest

import duban
from bench import figures
from duban.text.lazy_pattern import lazy_pattern
from duban.validation.model import Model, fields_of_model

ROOT = Path(__file__).parent.parent
MODULES = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "duban").rglob("*.py"))

HOMES: dict[str, str | tuple[str, ...]] = {
    "chinese_calendar": "duban/workspace/plan_folder.py",
    "click": "duban/cli/",
    "dateutil": "duban/text/dates.py",
    "deflate": "duban/text/zip_bytes.py",
    "distributed": "duban/workers/cluster.py",
    "filelock": "duban/store/lock.py",
    "jinja2": ("duban/messages/text_template.py", "duban/messages/template_"),
    "lxml": "duban/writers/docx",
    "msgspec": "duban/value_object.py",
    "msoffcrypto": "duban/formats/ole_container.py",
    "olefile": "duban/formats/ole_container.py",
    "psutil": "duban/workers/pool.py",
    "pypinyin": "duban/text/pinyin.py",
    "python_calamine": "duban/formats/calamine_sheets.py",
    "rapidfuzz": "duban/tables/similarity.py",
    "sqlite3": ("duban/store/index.py", "duban/store/ledger_tables.py"),  # the standard library's, but it touches disk
    "xlsxwriter": "duban/writers/xlsx",
    "yaml": "duban/workspace/yaml_",
}
CLOCKS = {
    *("datetime.now", "datetime.today", "datetime.utcnow", "date.today"),
    *("time.ctime", "time.gmtime", "time.localtime", "time.strftime", "time.time", "time.time_ns"),
}

CHINESE = r"[\u3400-\u9fff]"
TABLE = re.compile("[〇零一二三四五六七八九十百]+")  # numerals in a row are a table, not a sentence
SENTENCE = re.compile(f"{CHINESE}{{8,}}|{CHINESE}[，。；：]|[，。；：]{CHINESE}")

RULE_ROOMS = (
    "duban/fields/",
    "duban/proofreading/",
    "duban/register/sheets/",
    "duban/returns/checks/",
    "duban/review/lights/",
)
"""Rooms whose modules are named for what their rules look at, so that two of them may look at the same."""
KEYS_IN_YAML = {("duban/model/report_layout.py", "each")}
"""Names that are gestures, and that offices have written into their templates."""
PACKAGE = figures.modules()
FUNCTIONS = figures.functions(PACKAGE)


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


@pytest.mark.parametrize("module", [module for module in MODULES if module != "duban/cli/words.py"])
def test_commands_print_through_print_line(module: str) -> None:
    """It alone takes out the signs that steer a screen."""
    echoed = [
        f"{module}:{node.lineno}"
        for node in ast.walk(tree(module))
        if isinstance(node, ast.Call)
        if getattr(node.func, "attr", getattr(node.func, "id", "")) in {"echo", "secho", "print"}
    ]
    assert echoed == []


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


# ---- plain names, plain functions, said facts: what is counted here may only become less ----


def test_a_public_name_means_one_thing() -> None:
    homonyms = {f"{name}: {', '.join(paths)}" for name, paths in figures.homonyms(PACKAGE).items()}
    assert homonyms == set()


def test_no_two_modules_have_one_name() -> None:
    modules = [module for module in PACKAGE if not module.path.startswith(RULE_ROOMS)]
    namesakes = figures.namesakes(modules)
    assert namesakes == {}


def test_no_name_is_a_gesture() -> None:
    """Nouns for values, verbs for functions; what lives in one comprehension is free."""
    gestures = [
        f"{module.path}:{line}: {name}"
        for folder in ("duban", "bench", "docs", "examples")
        for module in figures.modules(folder=folder)
        for name, line in module.gestures
        if (module.path, name) not in KEYS_IN_YAML
    ]
    assert gestures == []


def test_no_function_holds_more_names_than_a_reader() -> None:
    crowded = [function.place for function in FUNCTIONS if len(function.local_names) > figures.MOST_LOCALS]
    assert crowded == []


def test_no_function_is_longer_than_a_page() -> None:
    long = [function.place for function in FUNCTIONS if function.lines > figures.MOST_LINES]
    assert long == []


def test_few_functions_have_many_ways_through() -> None:
    tangled = [function.place for function in FUNCTIONS if function.complexity > figures.MOST_PATHS]
    assert len(tangled) <= 10, tangled


def test_a_public_function_says_what_it_takes() -> None:
    """With more than two parameters, each is said under Args."""
    silent = [
        function.place
        for function in FUNCTIONS
        if function.public
        and len(function.parameters) > 2
        and "Args:" not in function.docstring
        and not function.place.startswith("duban/cli/")  # a command's options stand in its --help
    ]
    assert silent == []


def test_every_field_that_people_type_is_described() -> None:
    """The description feeds the schema, the editor's completion and the manual."""
    for module in MODULES:
        import_module(module.removesuffix(".py").removesuffix("/__init__").replace("/", "."))
    silent = [f"{model.__qualname__}.{name}" for model in models(Model) for name in undescribed(model)]
    assert silent == []


def models(base: type[Model]) -> Iterator[type[Model]]:
    for model in base.__subclasses__():
        yield model
        yield from models(model)


def undescribed(model: type[Model]) -> list[str]:
    """The fields that a model declares itself and describes nowhere.

    A description stands below the field, in its `description`, or in the docstring of the class under `Attributes:`.
    """
    body = ast.parse(textwrap.dedent(inspect.getsource(model))).body[0].body  # type: ignore[attr-defined]
    below = {
        field.target.id
        for field, text in pairwise(body)
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name) and isinstance(text, ast.Expr)
    }
    listed = re.findall(r"^ *([\w, ]+):", (inspect.getdoc(model) or "").partition("Attributes:")[2], re.MULTILINE)
    own = model.__annotations__.keys() - below - {name for names in listed for name in names.split(", ")}
    return [name for name, field in fields_of_model(model).items() if name in own and not field.options.description]


# ---- patterns that are compiled at first use


def test_every_pattern_of_the_package_can_be_compiled() -> None:
    """A wrong one would be told only when a clerk comes by it."""
    for module in pkgutil.walk_packages(duban.__path__, "duban."):
        if not module.name.endswith("__main__"):
            import_module(module.name)
    patterns = [one for one in gc.get_objects() if type(one) is type(lazy_pattern(""))]
    assert len(patterns) > 200
    assert [one for one in patterns if one.groups < 0] == []


def test_it_does_what_the_compiled_one_does() -> None:
    lazy, compiled = lazy_pattern("(a)b+", re.IGNORECASE), re.compile("(a)b+", re.IGNORECASE)
    text = "xABBy ab"
    assert lazy.sub("-", text) == compiled.sub("-", text)
    assert lazy.findall(text) == compiled.findall(text)
    assert lazy.split(text) == compiled.split(text)
    assert (lazy.pattern, lazy.flags, lazy.groups) == (compiled.pattern, compiled.flags, compiled.groups)
    assert [one.span() for one in lazy.finditer(text)] == [one.span() for one in compiled.finditer(text)]


def test_a_wrong_one_is_told_at_its_first_use() -> None:
    wrong = lazy_pattern("(")
    with pytest.raises(re.error, match="unterminated"):
        wrong.search("")
    with pytest.raises(AttributeError):
        getattr(wrong, "nothing")  # noqa: B009 - a type checker would refuse it
