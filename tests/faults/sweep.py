#!/usr/bin/env python3
"""Every fault of every world: `python tests/faults/sweep.py [WORLD ...]`. Half an hour; prints what came of them.

Each system call of `build --all-audiences` that writes, flushes, renames or removes is the one at which the build is
killed, and the one at which the disk is full. See docs/hardening.md.
"""

import sys
from collections import Counter
from pathlib import Path

from fault_desk import Desk
from fault_sweep import Bench, room
from fault_worlds import WORLDS


def main(names: list[str]) -> int:
    total: Counter[str] = Counter()
    wrong = []
    with room() as folder, Desk() as desk:
        for name in names or WORLDS:
            bench = Bench(desk, WORLDS[name], Path(folder, name))
            tried: Counter[str] = Counter()
            for call, how, number in bench.faults():
                tried[f"{call} {how.partition('=')[2]}"] += 1
                try:
                    bench.try_fault(call, how, number)
                except AssertionError as error:
                    wrong.append(str(error))
                    print(f"WRONG {error}", flush=True)
            print(f"{name}: {tried.total()} faults: {dict(bench.outcomes)}\n  {dict(tried)}", flush=True)
            total += bench.outcomes
    print(f"all: {total.total()} faults: {dict(total)}; {len(wrong)} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
