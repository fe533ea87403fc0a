"""Small faults in a module, one place of one function changed at a time, for bench/mutants.py."""

import ast
import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_COMPARED_AS: Mapping[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
_CALCULATED_AS: Mapping[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}
_CALLED_AS = {"min": "max", "max": "min", "any": "all", "all": "any"}


@dataclass(frozen=True)
class Mutant:
    """One fault.

    Attributes:
        path: of the module, from the root.
        function: its qualified name.
        line: where the fault is.
        before: the source of the smallest expression or statement that changes.
        after: what becomes of it.
        tree: the module with the fault.
    """

    path: str
    function: str
    line: int
    before: str
    after: str
    tree: ast.Module

    @property
    def name(self) -> str:
        """How bench/mutants.toml names it: no line number, so that it holds when lines move."""
        return f"{self.path}:{self.function}: {self.before} → {self.after}"


def mutants_of(path: str, source: str) -> Iterator[Mutant]:
    """Every fault of the functions of a module, in their order.

    Args:
        path: of the module, from the root.
        source: its text.
    """
    tree = ast.parse(source)
    for qualified, function in _functions(tree, ""):
        for node in _own_nodes(function):
            for change in _changes(node):
                yield _mutant(path, qualified, tree, node, change)


def _functions(node: ast.AST, prefix: str) -> Iterator[tuple[str, ast.AST]]:
    """The functions of a module and of its classes, without those inside other functions."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef):
            yield f"{prefix}{child.name}", child
        elif isinstance(child, ast.ClassDef):
            yield from _functions(child, f"{prefix}{child.name}.")


def _own_nodes(function: ast.AST) -> Iterator[ast.AST]:
    """What runs when the function runs: neither its decorators, its signature nor annotations of its names."""
    for statement in function.body:  # type: ignore[attr-defined]
        nodes = list(ast.walk(statement))
        annotations = [node.annotation for node in nodes if isinstance(node, ast.AnnAssign)]
        skipped = {id(part) for annotation in annotations for part in ast.walk(annotation)}
        yield from (node for node in nodes if id(node) not in skipped)


def _changes(node: ast.AST) -> Iterator[ast.AST]:
    """What may stand in its place."""
    if isinstance(node, ast.Compare):
        for index, operator in enumerate(node.ops):
            changed = copy.deepcopy(node)
            changed.ops[index] = _COMPARED_AS[type(operator)]()
            yield changed
    elif isinstance(node, ast.BoolOp):
        yield ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield node.operand
    elif isinstance(node, ast.BinOp) and type(node.op) in _CALCULATED_AS:
        yield ast.BinOp(node.left, _CALCULATED_AS[type(node.op)](), node.right)
    elif isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield ast.Constant(not node.value)
    elif isinstance(node, ast.Constant) and isinstance(node.value, int):
        yield ast.Constant(node.value + 1)
    elif isinstance(node, ast.Name) and node.id in _CALLED_AS:
        yield ast.Name(_CALLED_AS[node.id], node.ctx)
    else:
        yield from _statement_changes(node)


def _statement_changes(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.If | ast.IfExp | ast.While) and not isinstance(node.test, ast.Compare | ast.UnaryOp):
        changed = copy.copy(node)
        changed.test = ast.UnaryOp(ast.Not(), node.test)
        yield changed
    elif isinstance(node, ast.comprehension) and node.ifs:
        for index in range(len(node.ifs)):
            changed_loop = copy.copy(node)
            changed_loop.ifs = [*node.ifs[:index], *node.ifs[index + 1 :]]
            yield changed_loop
    elif isinstance(node, ast.AugAssign) or (
        isinstance(node, ast.Expr) and isinstance(node.value, ast.Call | ast.Yield)
    ):
        yield ast.Pass()


def _mutant(path: str, function: str, tree: ast.Module, node: ast.AST, change: ast.AST) -> Mutant:
    memo: dict[int, object] = {id(node): change}  # a deep copy takes what the memo holds for a node
    changed = copy.deepcopy(tree, memo)
    ast.fix_missing_locations(changed)
    line = next(child.lineno for child in ast.walk(node) if hasattr(child, "lineno"))
    return Mutant(path, function, line, _source(node), _source(change), changed)


def _source(node: ast.AST) -> str:
    if isinstance(node, ast.If | ast.While):
        return f"if {ast.unparse(node.test)}"
    return " ".join(ast.unparse(node).split())
