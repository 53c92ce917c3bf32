"""What comes with the program is found, also in a wheel."""

import shutil
import subprocess
import sys
from pathlib import Path

from statusgen.bundled import bundled

SOURCE = Path(bundled.__code__.co_filename)


def test_a_checkout_has_themes_and_the_example_beside_the_package():
    assert (bundled("themes") / "default/theme.toml").is_file()
    assert (bundled("example") / "content/site.yaml").is_file()


def test_a_wheel_has_them_inside_the_package(tmp_path):
    package = tmp_path / "statusgen"
    for inside in ("themes", "example"):
        (package / inside).mkdir(parents=True)
    shutil.copy(SOURCE, package / "bundled.py")
    (package / "__init__.py").touch()
    code = "from statusgen.bundled import bundled; print(bundled('themes'), bundled('example'))"
    found = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert found.stdout.split() == [str(package / "themes"), str(package / "example")]
