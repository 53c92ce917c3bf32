"""Where templates run: they see what views show, escape all of it, and come to an end."""

from collections.abc import Callable, Iterable, Iterator, Sized
from dataclasses import is_dataclass
from typing import Any

from jinja2 import Template, TemplateSyntaxError, nodes, pass_context
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

# What one page may take of turns of loops, calls and includes: seconds. With 3,000 incidents ours take 4,100 at most.
MAX_STEPS = 500_000
MAX_SIZE = 1_000_000  # of what a multiplication makes: characters, entries, bits
_STEPS = "turns of a loop"  # a filter that no template can name


class Sandbox(ImmutableSandboxedEnvironment):
    """Jinja2's own sandbox, which hides what Python has in objects, with an end to everything.

    `left` are the steps that the page under way may still take; set it before each.
    """

    intercepted_binops = frozenset(("*", "**"))

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.left = MAX_STEPS
        self.filters[_STEPS] = _counted
        del self.filters["safe"]
        del self.globals["lipsum"]
        self._views: set[type] = set()

    def step(self, count: int = 1) -> None:
        self.left -= count
        if self.left < 0:
            raise SecurityError(f"more than {MAX_STEPS:,} turns of loops and calls; something goes on for ever")

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        for switch in tree.find_all((nodes.EvalContextModifier, nodes.ScopedEvalContextModifier)):
            raise TemplateSyntaxError("`autoescape` is always on", switch.lineno, name, filename)
        for access in tree.find_all(nodes.Getattr):
            if access.attr.startswith("_"):
                message = f"`{access.attr}` begins with an underscore; templates use what views show"
                raise TemplateSyntaxError(message, access.lineno, name, filename)
        for loop in tree.find_all(nodes.For):
            loop.iter = nodes.Filter(loop.iter, _STEPS, [], [], None, None, lineno=loop.lineno)
        tree.set_environment(self)
        return tree

    def _load_template(self, name: Any, globals: Any) -> Template:  # noqa: A002 (the library's name)
        self.step()
        return super()._load_template(name, globals)

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Pages ask views for a hundred thousand fields, and these hold nothing to hide."""
        kind = type(obj)
        if (kind in self._views or self._is_view(kind)) and attribute[:1] != "_":
            try:
                return getattr(obj, attribute)
            except AttributeError:
                pass
        return super().getattr(obj, attribute)

    def _is_view(self, kind: type) -> bool:
        if is_dataclass(kind):
            self._views.add(kind)
        return kind in self._views

    def call(self, context: Context, obj: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Nothing that templates can reach is marked as not to be called; who looks for marks takes long."""
        self.left -= 1
        if self.left < 0:
            self.step()
        return context.call(obj, *args, **kwargs)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """What is too large is never made: Python would be at it for ever, or until the machine is full."""
        if _size(operator, left, right) > MAX_SIZE:
            raise SecurityError(f"`{operator}` makes something far too large here")
        return super().call_binop(context, operator, left, right)


@pass_context
def _counted(context: Context, iterable: Iterable[object]) -> Iterable[object]:
    """What a loop goes through; each turn is a step."""
    sandbox = context.environment
    assert isinstance(sandbox, Sandbox)  # noqa: S101 - this filter is in no other
    if isinstance(iterable, Sized):
        sandbox.step(len(iterable))
        return iterable
    return _one_by_one(sandbox.step, iterable)


def _one_by_one(step: Callable[[], None], iterable: Iterable[object]) -> Iterator[object]:
    for one in iterable:
        step()
        yield one


def _size(operator: str, left: Any, right: Any) -> int:
    """Of the result, roughly; 0 for what cannot grow."""
    if operator == "**":
        return left.bit_length() * right if isinstance(left, int) and isinstance(right, int) else 0
    for one, times in ((left, right), (right, left)):
        if isinstance(times, int) and hasattr(one, "__len__"):
            return len(one) * times
    return 0
