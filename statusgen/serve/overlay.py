"""What the preview adds to a page: problems on top, and the script that waits for the next change."""

from collections.abc import Sequence
from html import escape

from statusgen.problems import Level, Problem

PREFIX = "/-preview/"

STYLE = """\
#statusgen-problems{position:sticky;inset-block-start:0;z-index:9;max-block-size:50vh;overflow:auto;direction:ltr;
text-align:left;padding:.75rem 1rem;border-block-end:4px solid #c62828;background:#1b1b1f;color:#f4f4f6;
font:14px/1.5 ui-monospace,monospace}
#statusgen-problems.warnings{border-color:#f9a825}
#statusgen-problems summary{cursor:pointer;font-weight:700}
#statusgen-problems pre{margin:.25rem 0 1rem;white-space:pre-wrap;color:#b9b9c3}
#statusgen-problems b{color:#ff8a80}
#statusgen-problems.warnings b{color:#ffd54f}
"""

# The server answers this script only when something has changed, or after a while with another wait. A page that
# is still loading waits first, or it would seem to load for ever.
WAIT = f"""\
{{
  const ask = () => {{
    const wait = document.createElement("script");
    wait.src = "{PREFIX}wait.js?after=%d&again=" + Date.now();
    wait.onerror = () => setTimeout(() => location.reload(), 1000);
    document.head.append(wait);
  }};
  if (document.readyState === "complete") ask();
  else addEventListener("load", () => setTimeout(ask));
}}
"""
RELOAD = "location.reload();\n"


def dressed(page: bytes, problems: Sequence[Problem], failure: str, number: int) -> bytes:
    """An HTML page with the preview's additions. They need nothing that the page's own policy forbids."""
    head = f'<link rel="stylesheet" href="{PREFIX}style.css">'.encode()
    script = f'<script src="{PREFIX}start.js?after={number}"></script>'.encode()
    if problems or failure:
        start = page.find(b">", page.find(b"<body")) + 1
        page = page[:start] + head + _panel(problems, failure).encode() + page[start:]
    end = page.rfind(b"</body>")
    return page[:end] + script + page[end:] if end >= 0 else page + script


def _panel(problems: Sequence[Problem], failure: str) -> str:
    errors = sum(problem.level is Level.ERROR for problem in problems)
    grave = bool(errors or failure)
    title = failure or _counted(errors, len(problems) - errors)
    rows = "".join(_row(problem) for problem in problems[:100])
    more = f"<p>… and {len(problems) - 100} more: see statusgen check</p>" if len(problems) > 100 else ""
    opening = (
        '<details id="statusgen-problems" open>' if grave else '<details id="statusgen-problems" class="warnings">'
    )
    return f"{opening}<summary>{escape(title)}</summary>{rows}{more}</details>"


def _counted(errors: int, warnings: int) -> str:
    def some(count: int, word: str) -> str:
        return f"{count} {word}{'' if count == 1 else 's'}"

    parts = [some(errors, "error")] if errors else []
    parts += [some(warnings, "warning")] if warnings else []
    return " and ".join(parts) + (": what is wrong is left out of this page" if errors else "")


def _row(problem: Problem) -> str:
    span = problem.span
    where = f"{span.path}:{span.line}:{span.column}" if span.line else span.path
    hint = f"\nhint: {problem.hint}" if problem.hint else ""
    excerpt = f"\n{problem.excerpt.strip()}" if problem.excerpt else ""
    return (
        f"<div>{escape(where)} <b>{problem.code}</b> {escape(problem.message)}"
        f"<pre>{escape((excerpt + hint).strip())}</pre></div>"
    )
