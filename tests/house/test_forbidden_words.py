"""What may stand nowhere in the project: places of the machine it was written on, and addresses of registries."""

import re
import subprocess

import pytest
from house_source import TOP

# In brackets, so that this line does not name what it forbids.
FORBIDDEN = re.compile(
    r"/[w]ork/|/[f]arm/|/[t]mp/[a-z]+/|/[r]oot/|/[h]ome/[a-z]+/"
    r"|[p]ypi[.]org|[p]ythonhosted|[r]egistry[.]npmjs|[d]eb[.]debian[.]org|[.][l]ibrary\b"
)


def tracked() -> list[str]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=TOP, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git work tree")
    return [path for path in listed.stdout.split("\0") if path and (TOP / path).is_file()]


def test_no_file_names_a_place_of_the_machine_it_was_written_on():
    found = {}
    for path in tracked():
        text = (TOP / path).read_bytes().decode("utf-8", "replace")
        if match := FORBIDDEN.search(text):
            found[path] = f"line {text.count(chr(10), 0, match.start()) + 1}: {match[0]}"
    assert not found


def test_the_words_are_recognised():
    for word in ("/wo|rk/main", "see /ro|ot/x", "https://py|pi.org/simple", "/ho|me/ana/x"):
        assert FORBIDDEN.search(word.replace("|", ""))
