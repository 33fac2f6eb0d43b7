"""Where small faults can be put into a file: what `mutants.py` draws from."""

from __future__ import annotations

import ast
import copy
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
_OPERATED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}
_NOT_SWAPPED = {
    *("isinstance", "getattr", "hasattr"),  # impossible
    *("max", "min", "np.maximum", "np.minimum", "torch.maximum", "torch.minimum"),  # the same
    *("suppress", "contextlib.suppress"),  # likewise
}
_LEFT_OUT = (ast.Expr, ast.AugAssign, ast.Continue, ast.Break)


@dataclass(frozen=True)
class Fault:
    """One change of one place.

    Attributes:
        file: below the root.
        line: first of the place, from 1.
        what: kind of the fault.
        before: the place's source, on one line.
        after: what stands there instead.
        start: place in the file, in characters.
        end: likewise, exclusive.
        statement: first line of the statement that it is in.
        function: that it is in, with its class: `Split.of`.
        number: among equal changes of this function, from 1.
    """

    file: str
    line: int
    what: str
    before: str
    after: str
    start: int
    end: int
    statement: int
    function: str
    number: int

    @property
    def key(self) -> str:
        """By this it is known again after other lines have moved, and told from its like."""
        change = f"{self.what}: {' '.join(self.before.split())} -> {self.after}"
        again = f" ({self.number})" if self.number > 1 else ""
        return f"{self.file}: {self.function}: {change}{again}"


def faults(path: Path) -> list[Fault]:
    """All that can be made in a file, in the order of its text."""
    text = path.read_text("utf-8")
    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line.encode()))
    data = text.encode()
    found = []
    alike: Counter[tuple[str, ...]] = Counter()
    name = path.as_posix()
    judged = sorted(_judged_nodes(ast.parse(text)), key=lambda each: _place(each[0]))
    for node, statement, function in judged:
        for what, other in _changes(node):
            begin = starts[node.lineno - 1] + node.col_offset
            end = starts[(node.end_lineno or 0) - 1] + (node.end_col_offset or 0)
            before = data[begin:end].decode()
            after = other if isinstance(other, str) else f"({ast.unparse(other)})"
            like = (function, what, " ".join(before.split()), after)
            alike[like] += 1
            place = (node.lineno, what, before, after, begin, end, statement, function)
            found.append(Fault(name, *place, alike[like]))
    return found


def _place(node: ast.expr | ast.stmt) -> tuple[int, int]:
    return node.lineno, node.col_offset


def _judged_nodes(tree: ast.Module) -> Iterator[tuple[ast.expr | ast.stmt, int, str]]:
    """Statements and expressions inside functions, each with its statement's first line.

    No annotations, docstrings, messages, logs. The third is the function's name, in its class.
    """
    waiting: list[tuple[ast.AST, int, str]] = [(tree, 0, "")]
    while waiting:
        node, line, inside = waiting.pop(0)
        if isinstance(node, (ast.Raise, ast.Assert, ast.Import, ast.ImportFrom, ast.JoinedStr)):
            continue
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            continue
        if isinstance(node, ast.stmt) and _is_log(node):
            continue
        if line and isinstance(node, ast.stmt):
            line = node.lineno
        if line and isinstance(node, (ast.expr, ast.stmt)):
            yield node, line, inside
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            inside = f"{inside}.{node.name}" if inside else node.name
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            waiting += [(child, child.lineno, inside) for child in node.body]
        elif isinstance(node, ast.AnnAssign):
            waiting += [(node.value, line, inside)] if node.value is not None else []
        else:
            waiting += [(child, line, inside) for child in ast.iter_child_nodes(node)]


def _changes(node: ast.expr | ast.stmt) -> Iterator[tuple[str, ast.AST | str]]:
    other = copy.deepcopy(node)
    if isinstance(other, ast.Compare) and type(other.ops[0]) in _COMPARED:
        other.ops[0] = _COMPARED[type(other.ops[0])]()
        yield "comparison", other
    elif isinstance(other, ast.BoolOp):
        other.op = ast.Or() if isinstance(other.op, ast.And) else ast.And()
        yield "and/or", other
    elif isinstance(other, ast.BinOp) and type(other.op) in _OPERATED:
        if not (isinstance(other.left, ast.Constant) and isinstance(other.left.value, str)):
            other.op = _OPERATED[type(other.op)]()
            yield "operator", other
    elif isinstance(other, ast.Constant) and isinstance(other.value, bool):
        yield "constant", repr(not other.value)
    elif isinstance(other, ast.Constant) and isinstance(other.value, (int, float)):
        yield "constant", repr(other.value + 1 if other.value != 1 else 2)
    elif isinstance(other, ast.UnaryOp) and isinstance(other.op, (ast.Not, ast.USub)):
        yield "left-out sign", other.operand
    elif isinstance(other, ast.IfExp):
        other.body, other.orelse = other.orelse, other.body
        yield "branches exchanged", other
    elif isinstance(other, ast.Call) and _swappable(other):
        other.args[0], other.args[1] = other.args[1], other.args[0]
        yield "swapped arguments", other
    elif isinstance(other, ast.Subscript) and isinstance(other.slice, (ast.Name, ast.Attribute)):
        if isinstance(other.ctx, ast.Load):
            other.slice = ast.BinOp(other.slice, ast.Sub(), ast.Constant(1))
            yield "wrong index", other
    elif isinstance(other, _LEFT_OUT) and not _is_docstring(other):
        yield "left-out statement", "pass"


def _swappable(call: ast.Call) -> bool:
    named = ast.unparse(call.func)
    plain = len(call.args) >= 2 and not any(isinstance(a, ast.Starred) for a in call.args[:2])
    same = plain and ast.unparse(call.args[0]) == ast.unparse(call.args[1])
    return plain and not same and named not in _NOT_SWAPPED


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, (ast.Constant, ast.Yield))


def _is_log(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and ast.unparse(node.value).startswith("logger.")
