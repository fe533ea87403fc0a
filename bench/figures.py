"""How plain the code is, in figures: `python bench/figures.py [CHECKOUT …]` prints a column for each checkout.

`tests/test_house.py` holds the package to the same measures. A module is its path, source and syntax tree; `--list`
names the longest and the most tangled.
"""

import ast
import io
import re
import sys
import tokenize
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[1]

GESTURES = frozenset(
    {"asked", "came", "each", "found", "given", "kept", "known", "mine", "now", "ours", "rest", "said", "some", "told"}
)
"""Names that point at a scene instead of saying what a thing is."""
MOST_LINES, MOST_PATHS, MOST_LOCALS = 40, 10, 14
"""Of a function: lines from `def` to its end, ways through it, names that it binds."""
SUPPRESSION = re.compile(r"#\s*(noqa|type:\s*ignore|pragma:\s*no cover|nosec)")

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef
_BRANCHES = (ast.If, ast.For, ast.AsyncFor, ast.While, ast.ExceptHandler, ast.IfExp, ast.match_case)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_NO_CODE = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}


@dataclass(frozen=True)
class Function:
    """A function or method, wherever it is defined.

    Attributes:
        place: `duban/forms/table.py:draw_row`.
        node: its definition.
        public: whether it is named without an underscore, at the top of a module or in a class there.
    """

    place: str
    node: FunctionNode
    public: bool

    @property
    def lines(self) -> int:
        """Lines from `def` (decorators apart) to its end, docstring included."""
        return (self.node.end_lineno or self.node.lineno) - self.node.lineno + 1

    @property
    def complexity(self) -> int:
        """McCabe's number, where each `for` and `if` of a comprehension and each `and` and `or` is a branch too."""
        paths = 1
        for node in ast.walk(self.node):
            if isinstance(node, _BRANCHES):
                paths += 1
            elif isinstance(node, ast.BoolOp):
                paths += len(node.values) - 1
            elif isinstance(node, ast.comprehension):
                paths += 1 + len(node.ifs)
        return paths

    @property
    def local_names(self) -> set[str]:
        """The names that it binds, parameters apart."""
        return {
            node.id for node in ast.walk(self.node) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
        }

    @property
    def parameters(self) -> list[str]:
        """Its parameters, `self` and `cls` apart."""
        arguments = self.node.args
        named = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
        return [argument.arg for argument in named if argument.arg not in ("self", "cls")]

    @property
    def docstring(self) -> str:
        """Empty where there is none."""
        return ast.get_docstring(self.node) or ""


@dataclass(frozen=True)
class Module:
    """A module of the package. path: relative to the checkout."""

    path: str
    source: str

    @cached_property
    def tree(self) -> ast.Module:
        """Its syntax tree."""
        return ast.parse(self.source, self.path)

    @property
    def room(self) -> str:
        """The folder below `duban/` that it lies in; empty for modules that lie in none."""
        parts = self.path.split("/")
        return parts[1] if len(parts) > 2 else ""  # noqa: PLR2004 — duban/room/module.py

    @property
    def code_lines(self) -> int:
        """Lines that hold code: no docstrings, comments or blanks."""
        documented = set()
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Expr) and is_text(node.value):
                documented |= set(range(node.lineno, (node.end_lineno or node.lineno) + 1))
        lines = set()
        for token in tokenize.generate_tokens(io.StringIO(self.source).readline):
            if token.type not in _NO_CODE:
                lines |= set(range(token.start[0], token.end[0] + 1))
        return len(lines - documented)

    @property
    def lines(self) -> int:
        """All lines."""
        return len(self.source.splitlines())

    @property
    def public_names(self) -> set[str]:
        """Classes, functions, constants and aliases at its top, without those that it only imports."""
        names = set()
        for node in self.tree.body:
            if isinstance(node, ast.ClassDef | FunctionNode):
                names.add(node.name)
            elif isinstance(node, ast.Assign):
                names |= {target.id for target in node.targets if isinstance(target, ast.Name)}
            elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                names.add(node.target.id)
        return {name for name in names if not name.startswith("_")}

    @property
    def functions(self) -> Iterator[Function]:
        """Functions, methods, and functions inside them."""
        classes = [node for node in self.tree.body if isinstance(node, ast.ClassDef)]
        outside = {id(node) for body in (self.tree.body, *(owner.body for owner in classes)) for node in body}
        for node in ast.walk(self.tree):
            if isinstance(node, FunctionNode):
                public = id(node) in outside and not node.name.startswith("_")
                yield Function(f"{self.path}:{node.name}", node, public)

    @property
    def gestures(self) -> Iterator[tuple[str, int]]:
        """Names that are gestures, with the line that binds them; what lives in one comprehension is left out."""
        passing = {
            id(name) for node in ast.walk(self.tree) for target in passing_targets(node) for name in ast.walk(target)
        }
        for node in ast.walk(self.tree):
            if id(node) not in passing and (name := bound_name(node)) in GESTURES:
                yield name, getattr(node, "lineno", 0)

    @property
    def suppressions(self) -> list[str]:
        """Lines that silence a tool."""
        return [line for line in self.source.splitlines() if SUPPRESSION.search(line)]


def is_text(node: ast.AST) -> bool:
    """Whether it is a string: standing alone it is a docstring, or what is said below a constant or a field."""
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def passing_targets(node: ast.AST) -> Sequence[ast.AST]:
    """What a comprehension or a lambda binds: gone before the line is over."""
    if isinstance(node, _COMPREHENSIONS):
        return [generator.target for generator in node.generators]
    return [node.args] if isinstance(node, ast.Lambda) else []


def bound_name(node: ast.AST) -> str:
    """The name that a node binds: a variable or field, a parameter, a function or class; else empty."""
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        return node.id
    if isinstance(node, ast.arg):
        return node.arg
    return node.name if isinstance(node, ast.ClassDef | FunctionNode) else ""


def modules(checkout: Path = ROOT, folder: str = "duban") -> list[Module]:
    """Every module below a folder of a checkout, by path."""
    paths = sorted((checkout / folder).rglob("*.py"))
    return [Module(path.relative_to(checkout).as_posix(), path.read_text(encoding="utf-8")) for path in paths]


def functions(package: Sequence[Module]) -> list[Function]:
    """All functions of a package."""
    return [function for module in package for function in module.functions]


def homonyms(package: Sequence[Module]) -> dict[str, list[str]]:
    """Public names that two modules define, each with the paths of these modules."""
    homes: dict[str, list[str]] = defaultdict(list)
    for module in package:
        for name in module.public_names:
            homes[name].append(module.path)
    return {name: paths for name, paths in sorted(homes.items()) if len(paths) > 1}


def namesakes(package: Sequence[Module]) -> dict[str, list[str]]:
    """File names that two modules have, each with the paths."""
    homes: dict[str, list[str]] = defaultdict(list)
    for module in package:
        name = module.path.rpartition("/")[2]
        if name != "__init__.py":
            homes[name].append(module.path)
    return {name: paths for name, paths in sorted(homes.items()) if len(paths) > 1}


def measures(package: Sequence[Module]) -> Mapping[str, tuple[float, list[str]]]:
    """Every figure by what it counts, with the worst cases in words."""
    every = functions(package)
    sizes = sorted(package, key=lambda module: module.lines, reverse=True)
    gestures = {module.path: Counter(name for name, _ in module.gestures) for module in package}
    rooms = Counter(module.room for module in package if module.room)
    suppressions = [f"{module.path}: {line.strip()}" for module in package for line in module.suppressions]

    def over(value: Callable[[Function], int], most: int) -> tuple[int, list[str]]:
        worst = sorted(((value(function), function.place) for function in every), reverse=True)
        beyond = [f"{count} {place}" for count, place in worst if count > most]
        return len(beyond), beyond

    return {
        "code lines": (sum(module.code_lines for module in package), []),
        "modules": (len(package), []),
        "median lines of a module": (median(module.lines for module in package), []),
        "lines of the largest module": (sizes[0].lines, [f"{module.lines} {module.path}" for module in sizes[:5]]),
        "functions": (len(every), []),
        f"functions over {MOST_LINES} lines": over(lambda function: function.lines, MOST_LINES),
        f"functions with complexity over {MOST_PATHS}": over(lambda function: function.complexity, MOST_PATHS),
        f"functions with more than {MOST_LOCALS} local names": over(
            lambda function: len(function.local_names), MOST_LOCALS
        ),
        "rooms": (len(rooms), [f"{count} {room}" for room, count in rooms.most_common()]),
        "names that are gestures": (
            sum(counts.total() for counts in gestures.values()),
            [f"{counts.total()} {path}: {', '.join(counts)}" for path, counts in gestures.items() if counts],
        ),
        "public names with two homes": _named(homonyms(package)),
        "file names with two homes": _named(namesakes(package)),
        "suppressions": (len(suppressions), suppressions),
    }


def _named(homes: Mapping[str, Sequence[str]]) -> tuple[int, list[str]]:
    return len(homes), [f"{name}: {', '.join(paths)}" for name, paths in homes.items()]


def main(arguments: Sequence[str]) -> None:
    """Print a line a measure, a column a checkout; with `--list` the worst cases of the last one too."""
    checkouts = [Path(argument) for argument in arguments if not argument.startswith("--")] or [ROOT]
    columns = [measures(modules(checkout)) for checkout in checkouts]
    for name, (_, worst) in columns[-1].items():
        print(f"{name:45}" + "".join(f"{column[name][0]:>9g}" for column in columns))
        if "--list" in arguments:
            print(*(f"    {line}" for line in worst), sep="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
