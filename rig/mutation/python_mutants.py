"""Mutants of Python: of guards, which are left out or weakened; and of rules, in the usual ways.

What is left out is still evaluated where it can be, and stays in the text: the names that a
function closes over, its lines and what it awaits are the same, and only the check is gone.
"""

import ast
import re
from collections.abc import Iterator

from rig.mutation.edits import Edit, Source

_TRUE = '__import__("piccolo.columns.combination", fromlist=[""]).WhereRaw("TRUE")'

_WEAKER = {"ADMINISTER": "HELP", "HELP": "VIEW", "VIEW": "OWN"}
_OPEN_TO_MORE = {
    "principal_only": "id_managers_only",
    "id_managers_only": "members_only",
    "members_only": "members_to_consent",
}
_GUARDS_OF_MEMBERS = '__import__("web.portal.members_only", fromlist=[""])'

# What is told to logs and metrics guards nothing.
_TELLS = re.compile(rb"log\.|logger\.|.*\.(inc|observe|set)\([^()]*\)$|.*\.set_attribute", re.DOTALL)

_OTHERS: dict[type[ast.cmpop], str] = {
    ast.Lt: "<=",
    ast.LtE: "<",
    ast.Gt: ">=",
    ast.GtE: ">",
    ast.Eq: "!=",
    ast.NotEq: "==",
    ast.In: "not in",
    ast.NotIn: "in",
    ast.Is: "is not",
    ast.IsNot: "is",
}
_ARITHMETIC: dict[type[ast.operator], tuple[str, str]] = {
    ast.Add: ("+", "-"),
    ast.Sub: ("-", "+"),
    ast.Mult: ("*", "+"),
    ast.FloorDiv: ("//", "*"),
    ast.Mod: ("%", "*"),
    ast.BitAnd: ("&", "|"),
    ast.BitOr: ("|", "&"),
}


def guards(source: Source) -> Iterator[Edit]:
    """Each check left out, each condition dropped, each permission weakened, one at a time."""
    for node in ast.walk(source.tree):
        match node:
            case ast.If(test=test, body=[*_, ast.Raise() | ast.Return()], orelse=[]):
                yield source.around("check left out", test, "((", ") and False)")
            case ast.Raise() if not _is_whole_branch(node, source):
                yield source.around("refusal left out", node, "if False: ", "")
            case ast.Expr(value=ast.Call() | ast.Await()) if not _TELLS.match(source.of(node)):
                yield source.around("step left out", node, "if False: ", "")
            case ast.BoolOp():
                yield from _dropped(source, node)
            case ast.Call():
                yield from _of_calls(source, node)


def rules(source: Source) -> Iterator[Edit]:
    """Comparisons, conditions, numbers, signs and members of sets, in functions and constants."""
    yield from guards(source)
    for node in ast.walk(source.tree):
        match node:
            case ast.Compare(ops=[operator], left=left, comparators=[right]):
                yield _between(source, left, right, "comparison turned", _OTHERS[type(operator)])
            case ast.BinOp(left=left, op=operator, right=right) if type(operator) in _ARITHMETIC:
                if not isinstance(left, ast.Constant | ast.JoinedStr):
                    before, after = _ARITHMETIC[type(operator)]
                    yield _between(source, left, right, "sign turned", after, before)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                yield source.instead("not left out", node, f"({source.of(operand).decode()})")
            case ast.Constant(value=bool(value)):
                yield source.instead("truth turned", node, str(not value))
            case ast.Constant(value=int() | float()):
                yield source.around("number raised", node, "(", " + 1)")
            case ast.If(test=ast.Name() | ast.Call() | ast.Attribute() | ast.Await() as test):
                yield source.around("condition turned", test, "(not (", "))")
            case ast.IfExp(test=test):
                yield source.around("condition turned", test, "(not (", "))")
            case ast.comprehension(ifs=conditions):
                for condition in conditions:
                    yield source.around("condition dropped", condition, "((", ") or True)")
            case ast.Set(elts=[_, _, *_] as members):
                for member in members:
                    yield source.around("member dropped", member, "*([", "][:0])")
            case ast.Return(value=ast.Name() | ast.Call() | ast.Await() as value):
                yield source.around("answer is None", value, "((", "), None)[1]")


def _is_whole_branch(node: ast.Raise, source: Source) -> bool:
    """Whether the check before it is left out as one already, or it hands an error on."""
    return any(
        isinstance(other, ast.If) and not other.orelse and other.body == [node]
        for other in ast.walk(source.tree)
        if hasattr(other, "lineno") and other.lineno <= node.lineno
    )


def _dropped(source: Source, node: ast.BoolOp) -> Iterator[Edit]:
    neutral = ") or True)" if isinstance(node.op, ast.And) else ") and False)"
    for value in node.values:
        yield source.around("condition dropped", value, "((", neutral)


def _of_calls(source: Source, node: ast.Call) -> Iterator[Edit]:
    match node.func:
        case ast.Attribute(attr="where"):
            for argument in node.args:
                for condition in _conditions(argument):
                    yield source.around("condition dropped", condition, "((", f"), {_TRUE})[1]")
        case ast.Attribute(attr="lock_rows" | "on_conflict" as name, value=value):
            if name == "lock_rows" or b"DO NOTHING" in source.of(node):
                yield Edit(f"{name} left out", source.end(value), source.end(node), b"")
        case ast.Name(id="staff_only"):
            match node.args[0]:
                case ast.Attribute(attr=name) if name in _WEAKER:
                    weaker = f"Permission.{_WEAKER[name]}"
                    yield source.instead("permission weakened", node.args[0], weaker)
        case ast.Name(id=name) if name in _OPEN_TO_MORE:
            weaker = f"{_GUARDS_OF_MEMBERS}.{_OPEN_TO_MORE[name]}"
            yield source.instead("permission weakened", node.func, weaker)
        case ast.Name(id="guarded"):
            for guard in node.args[3:]:
                if not isinstance(guard, ast.Starred):
                    yield source.around("guard left out", guard, "*([", "][:0])")


def _conditions(argument: ast.expr) -> Iterator[ast.expr]:
    """What Piccolo joins by `&` and `|`, and the whole."""
    yield argument
    if isinstance(argument, ast.BinOp) and isinstance(argument.op, ast.BitAnd):
        yield from _conditions(argument.left)
        yield from _conditions(argument.right)


def _between(
    source: Source, left: ast.expr, right: ast.expr, kind: str, after: str, before: str = ""
) -> Edit:
    """Another operator between two operands; brackets and lines stay."""
    start, end = source.end(left), source.start(right)
    there = source.text[start:end].decode()
    operator = before or re.sub(r"[()\s]+", " ", there).strip()
    pattern = r"\s+".join(map(re.escape, operator.split()))
    return Edit(kind, start, end, re.sub(pattern, after, there, count=1).encode())
