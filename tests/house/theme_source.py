"""What the templates of the program's themes use of the views, found by reading them: they have no types, views do.

`page` is the view of the template, `frame` is Frame, or MailFrame in mails. From there types are followed through
attributes, loops, `set` and calls of macros, until nothing new is learnt.
"""

import importlib
import inspect
import pkgutil
import re
import types
import typing
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import Any

from house_source import TOP
from jinja2 import Environment, nodes

from statusgen.notify.writing import views as mail_views
from statusgen.notify.writing.views import MailFrame
from statusgen.publish import views
from statusgen.publish.views.frame import Frame

THEMES = ("default", "plain")
DEFAULT, PLAIN = (TOP / "themes" / name / "templates" for name in THEMES)
MAIL = TOP / "themes" / "default" / "mail"
LOOP = {"index", "index0", "first", "last", "length"}  # of Jinja's own `loop`

# Fields that themes may use and the default one does not need. The rest of what it does not use should not be there.
OPTIONAL = {
    ("AnnouncementView", "id"), ("IncidentCard", "id"), ("IncidentView", "id"), ("MaintenanceCard", "id"),
    ("MaintenanceView", "id"), ("ServiceRow", "id"), ("ServiceView", "id"), ("TeamView", "id"),  # anchors and classes
    ("GroupRow", "path"),  # the default theme folds groups, and so cannot link their names
    ("HistoryItem", "services"),  # lines of history may name them
    ("MaintenanceCard", "repeats"),
}  # fmt: skip

Types = frozenset[Any]  # what a value may be; empty where nobody knows


@cache
def view_classes() -> dict[str, type]:
    """Every frozen dataclass of the rooms of views, by name, in the order of modules and lines; but not the scene."""
    found: dict[str, type] = {}
    names = sorted(f"{views.__name__}.{info.name}" for info in pkgutil.iter_modules(views.__path__))
    for name in (*names, mail_views.__name__):
        module = importlib.import_module(name)
        own = [one for one in vars(module).values() if inspect.isclass(one) and one.__module__ == module.__name__]
        found |= {one.__name__: one for one in sorted(own, key=_line) if is_dataclass(one)}
    return {name: one for name, one in found.items() if name in _shown(found)}


def _line(one: type) -> int:
    return inspect.getsourcelines(one)[1]


def _shown(classes: dict[str, type]) -> set[str]:
    """Views of templates, the frames, and all that these consist of."""
    seen: set[str] = set()
    waiting = [Frame, MailFrame, *(classes[name] for name in set(templates_of_views().values()))]
    while waiting:
        one = waiting.pop()
        if one.__name__ not in seen and one.__name__ in classes:
            seen.add(one.__name__)
            waiting += [inner for hint in hints(one).values() for inner in _within(hint) if is_dataclass(inner)]
    return seen


@cache
def templates_of_views() -> dict[str, str]:
    """Template -> name of the view that it shows: what each template of the default theme says in its first line."""
    templates = {path.name: path for path in sorted(DEFAULT.iterdir())}
    templates |= {f"mail/{path.name}": path for path in sorted(MAIL.glob("*.html"))}
    named = {name: re.search(r"View: (\w+)", path.read_text("utf-8")) for name, path in templates.items()}
    return {name: match[1] for name, match in named.items() if match}


@cache
def hints(one: type) -> dict[str, Any]:
    known = typing.get_type_hints(one)
    return {field.name: known[field.name] for field in fields(one)}


def _within(hint: Any) -> Iterator[Any]:
    """The plain types in an annotation such as `tuple[X, ...] | None`."""
    if inner := typing.get_args(hint):
        for one in inner:
            yield from _within(one)
    elif hint not in (Ellipsis, type(None)):
        yield hint


def _elements(kind: Any) -> Iterator[Any]:
    """What a loop over it gives."""
    if typing.get_origin(kind) is tuple:
        first, *rest = typing.get_args(kind)
        yield first if rest == [Ellipsis] else typing.Union[first, *rest]


def _options(kind: Any) -> Iterator[Any]:
    """`X | None` as X: templates ask before they use it."""
    if isinstance(kind, types.UnionType) or typing.get_origin(kind) is typing.Union:
        for one in typing.get_args(kind):
            yield from _options(one)
    elif kind is not type(None):
        yield kind


class Reader:
    """Reads all templates of a theme and of those it extends; `used` and `faults` are what it found."""

    def __init__(self, *folders: Path) -> None:
        """Nearest folder first."""
        environment = Environment()
        self.trees: dict[str, nodes.Template] = {}
        for folder in reversed(folders):
            within = "mail/" if folder.name == "mail" else ""
            for path in sorted(one for one in folder.iterdir() if one.suffix != ".css"):
                name = f"{folder.parent.name}/{within}{path.name}"
                self.trees[name] = environment.parse(path.read_text("utf-8"))
        self.parameters: dict[tuple[str, str], set[Any]] = defaultdict(set)
        self.used: set[tuple[str, str]] = set()
        self.faults: set[str] = set()
        self.macros: dict[str, nodes.Macro] = {}
        for tree in self.trees.values():
            self.macros |= {macro.name: macro for macro in tree.find_all(nodes.Macro)}
        self._read_until_nothing_is_new()

    def _read_until_nothing_is_new(self) -> None:
        before = None
        while before != (state := (len(self.used), sum(map(len, self.parameters.values())))):
            before = state
            self.faults.clear()
            for name, tree in self.trees.items():
                self._template(name, tree)

    def _template(self, name: str, tree: nodes.Template) -> None:
        within = name.partition("/")[2]
        view = templates_of_views().get(within)
        known = {"frame": frozenset({MailFrame if within.startswith("mail/") else Frame})}
        if view:
            known["page"] = frozenset({view_classes()[view]})
        self._statements(tree.body, known, name)

    def _statements(self, body: list[nodes.Node], known: dict[str, Types], where: str) -> None:
        scope = dict(known)
        for node in body:
            self._statement(node, scope, where)

    def _statement(self, node: nodes.Node, scope: dict[str, Types], where: str) -> None:
        if isinstance(node, nodes.Macro):
            bound = {one.name: frozenset(self.parameters[node.name, one.name]) for one in node.args}
            self._statements(node.body, {**scope, **bound}, where)
        elif isinstance(node, nodes.For):
            items = {inner for kind in self._type(node.iter, scope, where) for inner in _elements(kind)}
            inner = {**scope, "loop": frozenset(), **self._bound(node.target, items)}
            for test in [node.test] if node.test else []:
                self._type(test, inner, where)
            self._statements(node.body, inner, where)
            self._statements(node.else_, scope, where)
        elif isinstance(node, nodes.Assign):
            scope |= self._bound(node.target, set(self._type(node.node, scope, where)))
        elif isinstance(node, nodes.Expr):
            self._type(node, scope, where)
        else:
            for child in node.iter_child_nodes():
                self._statement(child, scope, where)

    def _bound(self, target: nodes.Node, kinds: set[Any]) -> dict[str, Types]:
        """A name, or names for the parts of a pair."""
        flat = frozenset(option for kind in kinds for option in _options(kind))
        if isinstance(target, nodes.Name):
            return {target.name: flat}
        names = [one.name for one in target.find_all(nodes.Name)]
        parts = [typing.get_args(kind) for kind in kinds if typing.get_origin(kind) is tuple]
        return {
            name: frozenset(option for part in parts if len(part) == len(names) for option in _options(part[place]))
            for place, name in enumerate(names)
        }

    def _type(self, node: nodes.Node, scope: dict[str, Types], where: str) -> Types:
        if isinstance(node, nodes.Name):
            return scope.get(node.name, frozenset())
        if isinstance(node, nodes.Getattr):
            return self._attribute(node, scope, where)
        if isinstance(node, nodes.Call):
            self._call(node, scope, where)
            return frozenset()
        inside = [self._type(child, scope, where) for child in node.iter_child_nodes()]
        if isinstance(node, nodes.Or | nodes.And | nodes.CondExpr | nodes.Add):
            return frozenset().union(*inside)
        return frozenset()

    def _attribute(self, node: nodes.Getattr, scope: dict[str, Types], where: str) -> Types:
        found: set[Any] = set()
        for kind in self._type(node.node, scope, where):
            if not is_dataclass(kind):
                continue
            if node.attr in hints(kind):
                self.used.add((kind.__name__, node.attr))
                found |= set(_options(hints(kind)[node.attr]))
            elif not hasattr(kind, node.attr):
                self.faults.add(f"{where}:{node.lineno}: {kind.__name__} has no field {node.attr}")
        return frozenset(found)

    def _call(self, node: nodes.Call, scope: dict[str, Types], where: str) -> None:
        self._type(node.node, scope, where)
        name = getattr(node.node, "name", getattr(node.node, "attr", ""))
        macro = self.macros.get(name)
        given = [self._type(one, scope, where) for one in node.args]
        named = {one.key: self._type(one.value, scope, where) for one in node.kwargs}
        if macro:
            order = [one.name for one in macro.args]
            for parameter, kinds in [*zip(order, given, strict=False), *named.items()]:
                self.parameters[name, parameter] |= kinds


def attributes(tree: nodes.Template) -> set[tuple[str, int]]:
    """Every attribute that a template asks anything for, with its line."""
    return {(node.attr, node.lineno) for node in tree.find_all(nodes.Getattr)}
