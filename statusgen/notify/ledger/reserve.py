"""Room set aside on the disk: what people were told can be written down even when the disk is full."""

import errno
import os
from dataclasses import dataclass
from pathlib import Path

from statusgen.notify.ledger.rows import Stuck

SIZE = 4 << 20  # bytes; a hundred answers at once and the index pages they touch need less than 1 MB


@dataclass(frozen=True, slots=True)
class Reserve:
    path: Path

    def fill(self) -> None:
        """Raises Stuck if there is no room: before anything was sent is the time to say so."""
        handle = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            os.posix_fallocate(handle, 0, SIZE)
        except OSError as error:
            if error.errno not in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
                return  # a file system that cannot set aside: then we do without
            self.drop()
            raise Stuck(f"no room on the disk beside {self.path.parent}: {error.strerror}; nothing was sent") from error
        finally:
            os.close(handle)

    def drop(self) -> None:
        """Gives the room back."""
        self.path.unlink(missing_ok=True)
