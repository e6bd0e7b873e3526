"""The expressions in double braces that people write into sentences: names, sums, differences, filters."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import lru_cache

from jinja2 import Environment, TemplateSyntaxError, nodes

Value = int | Decimal | str
Filter = Callable[..., Value]


class BadExpression(Exception):
    """What stands between the braces is no expression of ours."""


def evaluate(source: str, value_of: Callable[[str], Value], filters: Mapping[str, Filter]) -> Value:
    """Return what an expression is worth; raise ``BadExpression`` for anything but names, whole numbers, + and -.

    ``value_of`` is asked for each dotted name (``t3.received.total``); a filter is given what stands before it and
    its arguments. Nothing of what people write is ever run: the expression is only read.
    """
    return _Reader(value_of, filters).worth(_parsed(source))


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(autoescape=False)  # nothing is rendered with it


def _parsed(source: str) -> nodes.Node:
    try:
        outputs = _environment().parse("{{" + source + "}}").body
    except (TemplateSyntaxError, RecursionError) as error:
        raise BadExpression(source) from error
    match outputs:
        case [nodes.Output(nodes=[expression])]:
            return expression
    raise BadExpression(source)


class _Reader:
    def __init__(self, value_of: Callable[[str], Value], filters: Mapping[str, Filter]) -> None:
        self.value_of = value_of
        self.filters = filters

    def worth(self, node: nodes.Node) -> Value:
        match node:
            case nodes.Name() | nodes.Getattr():
                return self.value_of(_name(node))
            case nodes.Const(value=bool() | None):
                raise BadExpression(str(node.value))
            case nodes.Const(value=int() | str() as value):
                return value
            case nodes.Add():
                return self._number(node.left) + self._number(node.right)
            case nodes.Sub():
                return self._number(node.left) - self._number(node.right)
            case nodes.Filter(kwargs=[], dyn_args=None, dyn_kwargs=None) if node.node and node.name in self.filters:
                return self._filtered(node.name, [node.node, *node.args])
        raise BadExpression(type(node).__name__)

    def _filtered(self, name: str, given: list[nodes.Expr]) -> Value:
        try:
            return self.filters[name](*map(self.worth, given))
        except TypeError as error:  # too few arguments, or too many
            raise BadExpression(name) from error

    def _number(self, node: nodes.Node) -> int | Decimal:
        value = self.worth(node)
        if isinstance(value, str):
            raise BadExpression(value)
        return value


def _name(node: nodes.Node) -> str:
    """Return a dotted name as it is written."""
    match node:
        case nodes.Name(name=str() as name):
            return name
        case nodes.Getattr(attr=str() as last):
            return f"{_name(node.node)}.{last}"
    raise BadExpression(type(node).__name__)
