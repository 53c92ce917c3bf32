"""The site of the tests of pages is the one that the browser opens."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "publish"))
