"""The door to watchdog: files change, and after a moment of quiet something is done about it."""

import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer

# Editors write a file in several steps, git many files at once: wait until it has been quiet for so many seconds.
QUIET = 0.03
# What reading a file causes is no change.
_CHANGES = ("created", "modified", "moved", "deleted")


class Watcher(FileSystemEventHandler):
    """Calls `act` after each burst of changes to files of `root` itself and below `folders`, in a thread of its own."""

    def __init__(self, root: Path, folders: Sequence[Path], act: Callable[[], None]) -> None:
        self._act = act
        self._dirty = threading.Event()
        self._stopped = threading.Event()
        self._observer = Observer()
        self._observer.schedule(self, str(root), recursive=False)
        for folder in filter(Path.is_dir, folders):
            self._observer.schedule(self, str(folder), recursive=True)
        self._worker = threading.Thread(target=self._work, daemon=True)

    def start(self) -> None:
        self._observer.start()
        self._worker.start()

    def stop(self) -> None:
        self._stopped.set()
        self._dirty.set()
        self._observer.stop()
        self._observer.join()
        self._worker.join()

    def on_any_event(self, event: FileSystemEvent) -> None:
        if event.event_type in _CHANGES and not event.is_directory | _is_hidden(event):
            self._dirty.set()

    def _work(self) -> None:
        while not self._stopped.is_set():
            self._dirty.wait()
            while not self._stopped.wait(QUIET) and self._dirty.is_set():
                self._dirty.clear()
            if not self._stopped.is_set():
                self._act()


def _is_hidden(event: FileSystemEvent) -> bool:
    """Editors' swap files, and what git does to itself."""
    return any(part.startswith(".") for part in Path(str(event.src_path)).parts[-3:]) and not event.dest_path
