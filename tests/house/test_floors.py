"""The house's plan: imports only go down, each library has one door, and only one room has a clock."""

import ast
import sys
import tomllib
from graphlib import CycleError, TopologicalSorter

import pytest
from house_source import TOP, imports, modules, room

# From the ground up. Rooms of one floor do not know each other.
FLOORS = (
    ("statusgen", "codes", "bundled"),
    ("problems",),
    ("model",),
    ("read", "render", "report"),
    ("publish", "notify", "author", "lint", "access"),
    ("serve", "review"),
    ("cli",),
    ("__main__",),
)
# The same within `notify`, which is a wing of its own: what is told, to whom, in which words, and how it gets there.
WING = (
    ("news", "message"),
    ("ledger",),
    ("notification",),
    ("events",),
    ("routing", "mail"),
    ("writing",),
    ("sending",),
)
LANDING = {name: number for number, floor in enumerate(WING) for name in floor}

FLOOR = {name: number for number, floor in enumerate(FLOORS) for name in floor}

# Library -> the one module or small room that may import it.
DOORS = {
    "click": "statusgen.cli",
    "email_validator": "statusgen.read.addresses",
    "feedgen": "statusgen.publish.feedfile",
    "jinja2": "statusgen.render.theme",
    "lxml": "statusgen.publish.feedfile",
    "markdown": "statusgen.render.markup",
    "markupsafe": "statusgen.render.theme",
    "nh3": "statusgen.render.markup",
    "pydantic": "statusgen.read",
    "pydantic_core": "statusgen.read",
    "pymdownx": "statusgen.render.markup",
    "watchdog": "statusgen.serve",
    "yaml": "statusgen.read.yaml",
}
# Distribution -> what it is imported as, where that is another name. tzdata is data for zoneinfo: nobody imports it.
IMPORTED_AS = {"email-validator": "email_validator", "pyyaml": "yaml", "pymdown-extensions": "pymdownx", "tzdata": None}

CLOCK = "statusgen.cli.clock"
READS_A_CLOCK = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
    ("time", "time"),
    ("time", "time_ns"),
    ("time", "localtime"),
    ("time", "gmtime"),
}


def is_within(module: str, place: str) -> bool:
    return module == place or module.startswith(f"{place}.")


def test_every_room_has_a_floor():
    assert {room(module) for module in modules()} <= FLOOR.keys()


@pytest.mark.parametrize("module", modules())
def test_imports_only_go_down(module):
    inside = [name for name in imports(module) if is_within(name, "statusgen")]
    wrong = [name for name in inside if room(name) != room(module) and FLOOR[room(name)] >= FLOOR[room(module)]]
    assert not wrong, f"{module} is on floor {FLOOR[room(module)]} and may not import {wrong}"


def rooms_of_the_wing():
    return [module for module in modules() if module.startswith("statusgen.notify.")]


@pytest.mark.parametrize("module", rooms_of_the_wing())
def test_imports_only_go_down_within_notify(module):
    here = module.split(".")[2]
    used = {name.split(".")[2] for name in imports(module) if name.startswith("statusgen.notify.")} - {here}
    assert not {name for name in used if LANDING[name] >= LANDING[here]}


def test_no_module_imports_itself_in_a_circle():
    graph = {module: {name for name in imports(module) if name in modules()} for module in modules()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(f"modules import each other in a circle: {' -> '.join(error.args[1])}")


@pytest.mark.parametrize("module", modules())
def test_a_library_is_imported_only_at_its_door(module):
    known = {*sys.stdlib_module_names, "statusgen"}
    libraries = {name.split(".")[0] for name in imports(module)} - known
    assert libraries <= DOORS.keys(), f"{module}: {libraries - DOORS.keys()} has no door"
    wrong = {library: DOORS[library] for library in libraries if not is_within(module, DOORS[library])}
    assert not wrong, f"{module} imports past the door: {wrong}"


def test_every_dependency_is_used_and_declared():
    project = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = [entry.split(">")[0].strip() for entry in project["dependencies"]]
    declared = {IMPORTED_AS.get(name, name) for name in names} - {None}
    used = {name.split(".")[0] for module in modules() for name in (*imports(module), *named_by_text(module))}
    brought_along = {"markupsafe": "jinja2", "pydantic_core": "pydantic"}
    assert {brought_along.get(name, name) for name in used & DOORS.keys()} == declared


def named_by_text(module: str) -> list[str]:
    """Markdown's extensions are named in strings, such as `pymdownx.tilde`."""
    nodes = ast.walk(modules()[module])
    texts = [node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    return [text for text in texts if text.startswith("pymdownx.")]


def test_imports_are_absolute():
    assert not [(module, name) for module in modules() for name in imports(module) if name.startswith(".")]


def test_nothing_is_imported_for_type_checking_only():
    named = [
        module
        for module, tree in modules().items()
        for node in ast.walk(tree)
        if "TYPE_CHECKING" in (getattr(node, "id", ""), getattr(node, "attr", ""), getattr(node, "name", ""))
    ]
    assert not named


def test_no_room_is_named_after_nothing_in_particular():
    vague = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "tools"}
    assert not [module for module in modules() if vague & set(module.replace("_", ".").split("."))]


@pytest.mark.parametrize("module", [module for module in modules() if module != CLOCK])
def test_only_the_command_line_reads_the_clock(module):
    reads = [
        f"line {node.lineno}"
        for node in ast.walk(modules()[module])
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and (node.value.id, node.attr) in READS_A_CLOCK
    ]
    assert not reads, f"{module} reads a clock ({reads}): take `now` as a parameter"
