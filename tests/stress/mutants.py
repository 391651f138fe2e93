"""Mutants of a module: its source with one small thing changed that a test should notice.

Comes in: Python source. Goes out: mutants, each with its own source and a description. Left alone are docstrings,
annotations, decorators, imports and sentences for people (a text with spaces, an f-string's words).
"""

from __future__ import annotations

import ast
import copy
import re
from collections.abc import Iterator
from dataclasses import dataclass

_COMPARED: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
}
_COMPUTED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Div,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}
_CALLED = {"min": "max", "max": "min", "any": "all", "all": "any", "floor": "ceil", "ceil": "floor"}
_ALTERNATIVE = re.compile(r"\|[\w ]+(?=[|)])")


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change.

    Attributes:
        line: Where, in the module.
        where: The function or class it is in, or ``module``.
        change: ``old → new``, as source.
        source: The whole module with it.
    """

    line: int
    where: str
    change: str
    source: str

    @property
    def name(self) -> str:
        """What it is called, however lines move."""
        return f"{self.where}: {self.change}"


def mutants(source: str) -> list[Mutant]:
    """Every mutant of a module, in the order of its lines."""
    tree = ast.parse(source)
    found = []
    for index, node, where in _sites(tree):
        for new in _changed(node):
            other = copy.deepcopy(tree)
            _Swap(list(ast.walk(other))[index], new).visit(other)
            text = ast.unparse(ast.fix_missing_locations(other))
            if text != ast.unparse(tree):
                change = f"{_short(node)} → {_short(new)}"
                found.append(Mutant(getattr(node, "lineno", 0), where, change, text))
    return sorted(found, key=lambda each: each.line)


def _short(node: ast.AST) -> str:
    text = " ".join(ast.unparse(ast.fix_missing_locations(node)).split())
    return text if len(text) <= 100 else f"{text[:48]} … {text[-48:]}"


class _Swap(ast.NodeTransformer):
    """Puts `new` in the place of `old`."""

    def __init__(self, old: ast.AST, new: ast.AST) -> None:
        self._old, self._new = old, new

    def visit(self, node: ast.AST) -> ast.AST:
        return self._new if node is self._old else super().generic_visit(node)


def _sites(tree: ast.Module) -> Iterator[tuple[int, ast.AST, str]]:
    """Every node that may be changed: its place in `ast.walk`, itself, and what it is in."""
    places = {id(node): index for index, node in enumerate(ast.walk(tree))}

    def down(node: ast.AST, where: str) -> Iterator[tuple[int, ast.AST, str]]:
        if isinstance(node, ast.Import | ast.ImportFrom):
            return
        yield places[id(node)], node, where
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            where = node.name if where == "module" else f"{where}.{node.name}"
        for name, value in ast.iter_fields(node):
            if name in ("annotation", "returns", "decorator_list", "bases", "type_comment"):
                continue
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.AST) and not _is_docstring(child):
                    yield from down(child, where)

    yield from down(tree, "module")


def _is_docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _changed(node: ast.AST) -> Iterator[ast.AST]:  # noqa: PLR0912 (one branch for each kind of node)
    """What a node may become."""
    if isinstance(node, ast.Compare):
        yield from _compared(node)
    elif isinstance(node, ast.BoolOp):
        yield ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)
        for number in range(len(node.values)):
            rest = node.values[:number] + node.values[number + 1 :]
            yield rest[0] if len(rest) == 1 else ast.BoolOp(node.op, rest)
    elif isinstance(node, ast.BinOp) and type(node.op) in _COMPUTED:
        yield ast.BinOp(node.left, _COMPUTED[type(node.op)](), node.right)
    elif isinstance(node, ast.AugAssign) and type(node.op) in _COMPUTED:
        yield ast.AugAssign(node.target, _COMPUTED[type(node.op)](), node.value)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.USub):
        yield node.operand
    elif isinstance(node, ast.Constant):
        yield from _constants(node.value)
    elif isinstance(node, ast.IfExp):
        yield ast.IfExp(node.test, node.orelse, node.body)
    elif isinstance(node, ast.If) and isinstance(node.test, ast.Name | ast.Attribute | ast.Call):
        yield ast.If(ast.UnaryOp(ast.Not(), node.test), node.body, node.orelse)
    elif isinstance(node, ast.comprehension) and node.ifs:
        yield ast.comprehension(node.target, node.iter, [], node.is_async)
    elif isinstance(node, ast.Call):
        yield from _called(node)
    elif isinstance(node, ast.Continue | ast.Break):
        yield ast.Break() if isinstance(node, ast.Continue) else ast.Continue()
    elif isinstance(node, ast.Expr):
        yield ast.Pass()
    elif isinstance(node, ast.Tuple | ast.List | ast.Set) and _is_read(node):
        for number in range(len(node.elts) if len(node.elts) > 1 else 0):
            new = copy.copy(node)
            new.elts = node.elts[:number] + node.elts[number + 1 :]
            yield new
    elif isinstance(node, ast.Dict):
        for number in range(len(node.keys)):
            keys, values = list(node.keys), list(node.values)
            del keys[number], values[number]
            yield ast.Dict(keys, values)


def _is_read(node: ast.Tuple | ast.List | ast.Set) -> bool:
    return isinstance(node, ast.Set) or isinstance(node.ctx, ast.Load)


def _compared(node: ast.Compare) -> Iterator[ast.AST]:
    for number, op in enumerate(node.ops):
        for other in _COMPARED[type(op)]:
            yield ast.Compare(node.left, [*node.ops[:number], other(), *node.ops[number + 1 :]], node.comparators)


def _constants(value: object) -> Iterator[ast.AST]:
    if isinstance(value, bool):
        yield ast.Constant(not value)
    elif isinstance(value, int):
        yield ast.Constant(value + 1)
    elif isinstance(value, float):
        yield ast.Constant(value * 1.25 if value else 1.0)
    elif isinstance(value, str):
        for match in _ALTERNATIVE.finditer(value):
            yield ast.Constant(value[: match.start()] + value[match.end() :])
        if re.fullmatch(r"[\w/-]+", value):
            yield ast.Constant(f"{value}x")


def _called(node: ast.Call) -> Iterator[ast.AST]:
    name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
    if name in _CALLED:
        func: ast.expr = ast.Name(_CALLED[name], ast.Load())
        if isinstance(node.func, ast.Attribute):
            func = ast.Attribute(node.func.value, _CALLED[name], ast.Load())
        yield ast.Call(func, node.args, node.keywords)
    if name == "words":  # patterns of forbidden words
        for number in range(len(node.args)):
            yield ast.Call(node.func, node.args[:number] + node.args[number + 1 :], node.keywords)
