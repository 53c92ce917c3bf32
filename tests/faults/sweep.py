#!/usr/bin/env python3
"""Every fault of every world: `python tests/faults/sweep.py [WORLD ...] [--call NAME ...]`. Prints what came of them.

Each system call of `build --all-audiences` that writes, flushes, renames or removes is the one at which the build is
killed, and the one at which the disk is full. See docs/hardening.md.
"""

import argparse
import sys
from collections import Counter
from pathlib import Path

from fault_desk import Desk
from fault_sweep import Bench, room
from fault_worlds import WORLDS


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("world", nargs="*", choices=[*WORLDS, []], help="default: all, which takes half an hour")
    parser.add_argument("--call", action="append", help="only this system call; may be repeated")
    given = parser.parse_args()
    total: Counter[str] = Counter()
    wrong = []
    with room() as folder, Desk() as desk:
        for name in given.world or WORLDS:
            bench = Bench(desk, WORLDS[name], Path(folder, name))
            tried: Counter[str] = Counter()
            for call, how, number in bench.faults():
                if given.call and call not in given.call:
                    continue
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
    sys.exit(main())
