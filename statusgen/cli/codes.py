"""Exit codes, and the one exception that carries them."""

FINE = 0
CONTENT = 1  # the content has problems
USAGE = 2
WORLD = 3  # a disk, a port, a permission; nothing is half-done
SOME_FAILED = 5  # some people who are to hear of something cannot be reached, now or at all
BUG = 70  # the program itself is wrong (EX_SOFTWARE)
LOCKED = 75  # another run holds the lock (EX_TEMPFAIL of sysexits.h: try again)
INTERRUPTED = 130


class Failure(Exception):
    """Ends the command with one line for people and an exit code for scripts."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code
