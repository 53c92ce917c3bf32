"""Branches that somebody made to do harm: nothing runs, nothing escapes, and the comment stays a comment."""

import json
import re

import cmarkgfm
import pytest
from hypothesis import given
from hypothesis import strategies as st
from repositories import OPEN, UPDATE, git

from statusgen.review.escaping import block, code, text
from statusgen.review.markdown import LIMIT

# Signs that mean something to Markdown, to a forge, to a runner of CI, or to a terminal.
SIGNS = st.text(st.sampled_from("`~*_[]()<>#@!&|\\:/-+.$^%\"'{}= \n\t\x1b\u202eaw1GHhtps"), max_size=40)
EVIL = "@team ::error:: <img src=x onerror=alert(1)> [x](javascript:alert(1)) `` ` ![i](http://evil.example/x.png) #12"
UNESCAPED = re.compile(r"^\s*::|##\[|[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202e]", re.MULTILINE)


def html(markdown: str) -> str:
    return str(cmarkgfm.github_flavored_markdown_to_html(markdown))


@given(SIGNS)
def test_text_is_read_as_it_is_whatever_is_in_it(words):
    made = html(f"- before **{text(words)}** after\n")
    inner = re.fullmatch(r"<ul>\n<li>before <strong>(.*)</strong> after</li>\n</ul>\n", made, re.DOTALL)
    if words.strip():
        assert inner and "<" not in inner[1]
    assert not UNESCAPED.search(text(words))
    assert not re.search(r"[@#!]\w|https?://|www\.", text(words))


@given(SIGNS)
def test_a_code_span_ends_where_it_should(words):
    made = html(f"- {code(words)} after\n")
    assert re.fullmatch(r"<ul>\n<li><code>[^<]*</code> after</li>\n</ul>\n", made)


@given(SIGNS)
def test_no_text_ends_the_fence_that_it_is_in(words):
    lines = block(words, 1000)
    made = html("\n".join([*lines, "", "after"]))
    assert re.fullmatch(r'<pre lang="text"><code>[^<]*</code></pre>\n<p>after</p>\n', made)
    assert not UNESCAPED.search("\n".join(lines))


def hostile(repository):
    """One of each trick; the names are those of a tree, for most disks and all editors refuse them."""
    folder = "content/incidents/2026-11-21-evil"
    files = {
        f"{folder}/incident.yaml": f"title: {json.dumps(EVIL)}\nservices: {{checkout: major_outage}}\n"
        "started: 2026-11-21T14:00:00Z\n",
        f"{folder}/20261121T1410Z-a.md": UPDATE.replace("14:18", "14:10")
        + "```````\n</details>\n::error::x\n  ::warning::y\n##[error]z\n```````\n\n<script>alert(1)</script>\n",
        f"{folder}/20261121T1411Z-esc.md": UPDATE + "\x1b[31m::error::\n",
        f"{folder}/--output=x\n::error::.md": "hi\n",
        f"{folder}/::error::\x1b[31m.md": "hi\n",
        "themes/default/theme.toml": 'extends = "../../../../etc"\n',
        "themes/default/templates/index.html": "{% include '/etc/passwd' %}{{ ''.__class__.__mro__ }}",
        "themes/default/mail/news.html": "{{ cycler.__init__.__globals__.os.popen('touch ran').read() }}",
        ".gitattributes": "* filter=evil diff=evil ident export-subst\n",
        ".gitmodules": '[submodule "x"]\n\tpath = content\n\turl = ext::sh -c touch% ran\n',
    }
    git(repository.root, "checkout", "-q", "-b", "evil", "main")
    for path, target in (("content/announcements", "/etc"), (f"{folder}/20261121T1412Z-link.md", "/etc/passwd")):
        (repository.root / path).parent.mkdir(parents=True, exist_ok=True)
        (repository.root / path).symlink_to(target)
    return repository.commit(files)


@pytest.fixture
def mark(repository, tmp_path):
    """What exists once anything that the repository names has been run."""
    ran = tmp_path / "ran"
    runs = ("core.fsmonitor", "core.pager", "core.sshCommand", "diff.external", "diff.evil.textconv", "gpg.program")
    runs += ("filter.evil.smudge", "pager.ls-tree", "pager.cat-file", "uploadpack.packObjectsHook")
    settings = dict.fromkeys(runs, f"touch {ran}") | {"core.hooksPath": str(tmp_path / "hooks")}
    settings |= {"filter.evil.clean": f"touch {ran}; cat", "credential.helper": f"!touch {ran}"}
    settings |= {f"alias.{name}": f"!touch {ran}" for name in ("cat-file", "ls-tree", "rev-parse", "merge-base")}
    head = hostile(repository)
    for name, value in settings.items():
        git(repository.root, "config", name, value)
    (tmp_path / "hooks").mkdir()
    for hook in ("post-checkout", "reference-transaction", "post-index-change", "pre-auto-gc"):
        (tmp_path / "hooks" / hook).write_text(f"#!/bin/sh\ntouch {ran}\n")
        (tmp_path / "hooks" / hook).chmod(0o755)
    ran.unlink(missing_ok=True)
    return ran, head


@pytest.mark.parametrize("fmt", ["markdown", "json"])
def test_nothing_of_a_hostile_branch_runs_or_gets_out(repository, review, mark, fmt, tmp_path):
    ran, head = mark
    before = sorted(repository.root.rglob("*"))
    result = review("--base", "main", "--head", head, "--format", fmt)
    assert result.code == 1
    assert not ran.exists() and not (repository.root / "ran").exists()
    assert sorted(repository.root.rglob("*")) == before
    assert not UNESCAPED.search(result.out) and not UNESCAPED.search(result.err)
    assert not [one for one in ("root:", str(tmp_path), "statusgen-review-") if one in result.out + result.err]
    # Nobody knows for whom a new file with errors would be: to everyone it is only counted.
    everything = review("--base", "main", "--head", head, "--format", fmt, "--show-people").out
    assert [one in result.out for one in ("symlink", "bad-id", "control-character")] == [True, False, False]
    assert [one in everything for one in ("symlink", "bad-id", "control-character")] == [True, True, True]


def test_the_comment_on_a_hostile_branch_is_text_alone(repository, review, mark):
    _, head = mark
    made = html(review("--base", "main", "--head", head).out)
    assert {"h2", "h3", "p", "ul", "li", "strong", "code", "pre", "em"} >= set(re.findall(r"<([a-z0-9]+)", made))
    assert "<!--" in made and made.count("<!--") == 1


def test_a_theme_that_the_branch_names_and_brings_is_not_used(repository, review):
    files = {
        "content/site.yaml": (repository.root / "content/site.yaml").read_text() + "theme: mine\n",
        "themes/mine/theme.toml": 'extends = "default"\n',
        "themes/mine/mail/news.html": "{{ nothing.that.is.there }}",
        f"{OPEN}/20261121T1418Z-identified.md": UPDATE + "We found the cause.\n",
    }
    repository.branch("fix", files)
    result = review("--base", "main")
    assert "- `content/site.yaml`\n- `themes/mine/mail/news.html`\n- `themes/mine/theme.toml`" in result.out
    assert "We found the cause." in result.out and "### The message" in result.out


def test_the_comment_on_thousands_of_things_stays_under_the_limit_of_forges(repository, review):
    files = {}
    for number in range(300):
        folder = f"content/incidents/2026-11-21-{number:03}"
        files[f"{folder}/incident.yaml"] = f"title: '{number} {EVIL}'\nservices: {{checkout: major_outage}}\n"
        files[f"{folder}/20261121T1410Z-a.md"] = UPDATE.replace("14:18", "14:10") + f"{EVIL * 100}\nbogus: 1\n"
        files[f"content/services/{'x' * 50}{number}.yaml"] = f"name: x\n{'bogus' * 40}{number}: 1\n"
        files[f"themes/default/{'y' * 150}{number}.html"] = "x"
    repository.branch("many", files)
    result = review("--base", "main")
    assert result.code == 1
    assert len(result.out) < LIMIT
    assert "more: `statusgen check` lists them" in result.out
    assert "things more, told to 2 people." in result.out
    assert result.out.rstrip().endswith("*")
