"""The command line: options in, one call of a room, report out. The only room that reads the clock."""

from statusgen.cli.main import main

__all__ = ["main"]
