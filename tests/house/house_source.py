"""The program's own source as the house's tests see it: modules, what they import, and their functions."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

TOP = Path(__file__).parents[2]
PACKAGE = TOP / "statusgen"


@cache
def modules() -> dict[str, ast.Module]:
    """Dotted name -> tree, of every module of the program."""
    return {dotted(path): ast.parse(path.read_text(encoding="utf-8")) for path in sorted(PACKAGE.rglob("*.py"))}


def dotted(path: Path) -> str:
    parts = path.relative_to(TOP).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def imports(module: str) -> tuple[str, ...]:
    """Dotted names that a module imports, wherever in it; `from a.b import c` is a.b.c where that is a module."""
    return tuple(_imported(modules()[module]))


def _imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            source = "." * node.level + (node.module or "")
            names = [f"{source}.{alias.name}" for alias in node.names]
            yield from (name if name in modules() else source for name in names)


def functions(module: str) -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    """Every function and method with where it is: `module:line name`."""
    for node in ast.walk(modules()[module]):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield f"{module}:{node.lineno} {node.name}", node


def room(module: str) -> str:
    """`statusgen.read.load` is in `read`; the package itself is the `statusgen` of the first floor."""
    return module.split(".")[1] if "." in module else module
