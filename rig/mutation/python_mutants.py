"""Mutants of Python: of guards, which are left out or weakened; and of rules, in the usual ways.

What is left out is still evaluated where it can be, and stays in the text: the names that a
function closes over, its lines and what it awaits are the same, and only the check is gone.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import replace

from rig.mutation.changes import of_changes
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
_TELLS = re.compile(
    rb"log\.|logger\.|.*\.(inc|observe|set)\([^()]*\)$|.*\.set_attribute", re.DOTALL
)

_OTHERS: dict[type[ast.cmpop], tuple[str, str]] = {
    ast.Lt: ("<", "<="),
    ast.LtE: ("<=", "<"),
    ast.Gt: (">", ">="),
    ast.GtE: (">=", ">"),
    ast.Eq: ("==", "!="),
    ast.NotEq: ("!=", "=="),
    ast.In: ("in", "not in"),
    ast.NotIn: ("not in", "in"),
    ast.Is: ("is", "is not"),
    ast.IsNot: ("is not", "is"),
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
    changes = of_changes(source)
    for node in ast.walk(source.tree):
        match node:
            case ast.If(body=[*_, ast.Raise() | ast.Return()], orelse=[]):
                yield from _checks(source, node)
            case ast.Raise() if not _is_whole_branch(node, source):
                yield source.around("refusal left out", node, "if False: ", "")
            case ast.Expr(value=ast.Call() | ast.Await()) if not _TELLS.match(source.of(node)):
                yield source.around("step left out", node, "if False: ", "")
            case ast.BoolOp():
                yield from _dropped(source, node)
            case ast.Call():
                yield from _of_calls(source, node, changes)
            case ast.BinOp(op=ast.BitAnd(), left=left, right=right) if source.file[:3] == "db/":
                for condition in (*_conditions(left), *_conditions(right)):
                    yield _true_instead(source, condition, changes)


def rules(source: Source) -> Iterator[Edit]:
    """Comparisons, conditions, numbers, signs and members of sets, in functions and constants."""
    yield from guards(source)
    held = {*_of_data_classes(source.tree)}
    for node in (node for node in ast.walk(source.tree) if node not in held):
        yield from _of_operators(source, node)
        yield from _of_values(source, node)
        yield from _of_branches(source, node)


def _of_data_classes(tree: ast.Module) -> Iterator[ast.AST]:
    """What is said of data classes: that nobody writes to one, the check of types holds."""
    for decorated in (node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)):
        for decorator in decorated.decorator_list:
            yield from ast.walk(decorator)


def _of_operators(source: Source, node: ast.AST) -> Iterator[Edit]:
    match node:
        case ast.Compare(ops=[operator], left=left, comparators=[right]):
            yield _between(source, left, right, _OTHERS[type(operator)])
        case ast.BinOp(left=ast.Constant() | ast.JoinedStr()):
            pass
        case ast.BinOp(left=left, op=sign, right=right) if type(sign) in _ARITHMETIC:
            yield _between(source, left, right, _ARITHMETIC[type(sign)])
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield source.instead("not left out", node, f"({source.of(operand).decode()})")


def _of_values(source: Source, node: ast.AST) -> Iterator[Edit]:
    match node:
        case ast.Constant(value=bool(value)):
            yield source.instead("truth turned", node, str(not value))
        case ast.Constant(value=int() | float()):
            yield source.around("number raised", node, "(", " + 1)")
        case ast.Set(elts=[_, _, *_] as members):
            for member in members:
                yield source.around("member dropped", member, "*([", "][:0])")


def _of_branches(source: Source, node: ast.AST) -> Iterator[Edit]:
    match node:
        case ast.If(test=ast.Name() | ast.Call() | ast.Attribute() | ast.Await() as test):
            yield source.around("condition turned", test, "(not (", "))")
        case ast.IfExp(test=test):
            yield source.around("condition turned", test, "(not (", "))")
        case ast.comprehension(ifs=conditions):
            for condition in conditions:
                yield source.around("condition dropped", condition, "((", ") or True)")
        case ast.Return(value=ast.Name() | ast.Call() | ast.Await() as value):
            yield source.around("answer is None", value, "((", "), None)[1]")


def _checks(source: Source, node: ast.If) -> Iterator[Edit]:
    """A refusal that never comes is noticed by those alone who are refused."""
    edits = [source.around("check left out", node.test, "((", ") and False)")]
    if isinstance(node.test, ast.BoolOp) and isinstance(node.test.op, ast.Or):
        edits += _dropped(source, node.test)
    for edit in edits:
        yield replace(edit, noticed_at=source.start(node.body[0]))


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
        if isinstance(value, ast.Constant) and not value.value:
            continue  # `None and False` is None
        yield source.around("condition dropped", value, "((", neutral)


def _of_calls(source: Source, node: ast.Call, changes: set[ast.AST]) -> Iterator[Edit]:
    match node.func:
        case ast.Attribute(attr="where"):
            for condition in (part for whole in node.args for part in _conditions(whole)):
                yield _true_instead(source, condition, changes)
        case ast.Attribute(attr="lock_rows", value=value):
            yield Edit("lock left out", source.end(value), source.end(node), b"")
        case ast.Attribute(attr="on_conflict", value=value) if b"DO NOTHING" in source.of(node):
            yield Edit("conflict is an error", source.end(value), source.end(node), b"")
        case ast.Name():
            yield from _of_routes(source, node, node.func)


def _of_routes(source: Source, node: ast.Call, function: ast.Name) -> Iterator[Edit]:
    """What says who may use a route."""
    if function.id in _OPEN_TO_MORE:
        wider = f"{_GUARDS_OF_MEMBERS}.{_OPEN_TO_MORE[function.id]}"
        yield source.instead("permission weakened", function, wider)
    elif function.id == "staff_only" and isinstance(node.args[0], ast.Attribute):
        if weaker := _WEAKER.get(node.args[0].attr):
            yield source.instead("permission weakened", node.args[0], f"Permission.{weaker}")
    elif function.id == "guarded":
        for guard in node.args[3:]:
            if not isinstance(guard, ast.Starred):
                yield source.around("guard left out", guard, "*([", "][:0])")


def _true_instead(source: Source, condition: ast.expr, changes: set[ast.AST]) -> Edit:
    """Of Piccolo's conditions."""
    kind = "change unguarded" if condition in changes else "condition dropped"
    return source.around(kind, condition, "((", f"), {_TRUE})[1]")


def _conditions(argument: ast.expr) -> Iterator[ast.expr]:
    """What Piccolo joins by `&` and `|`, and the whole."""
    yield argument
    if isinstance(argument, ast.BinOp) and isinstance(argument.op, ast.BitAnd):
        yield from _conditions(argument.left)
        yield from _conditions(argument.right)


def _between(source: Source, left: ast.expr, right: ast.expr, to: tuple[str, str]) -> Edit:
    """Another operator between two operands, `to` it from what it was; brackets and lines stay."""
    before, after = to
    start, end = source.end(left), source.start(right)
    pattern = r"\s+".join(map(re.escape, before.split()))
    there = source.text[start:end].decode()
    return Edit(f"{before} is {after}", start, end, re.sub(pattern, after, there, count=1).encode())
