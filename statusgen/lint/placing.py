"""Where the words of a finding stand in their file: line and column, as every other problem has them."""

import re
from collections.abc import Iterable
from pathlib import Path

from statusgen.lint.finding import Finding
from statusgen.problems import Problem, Span
from statusgen.read.document import Document, parse_markdown, parse_yaml
from statusgen.read.source import Source, read_source


def located(findings: Iterable[Finding], root: Path) -> tuple[Problem, ...]:
    """The findings as problems, sorted by place; reads the files that they are in once more."""
    files: dict[str, _File] = {}
    found = set()
    for finding in findings:
        path = finding.text.path
        if path not in files:
            files[path] = _File(root, path)
        found.add(files[path].problem(finding))
    return tuple(sorted(found))


class _File:
    def __init__(self, root: Path, path: str) -> None:
        self.source = read_source(root, path)[0] or Source(path, "")
        self.document = self._document()

    def _document(self) -> Document | None:
        """None for a translation of a body, and for what has changed since it was read."""
        if self.source.path.endswith(".md"):
            return parse_markdown(self.source)[0]
        return parse_yaml(self.source)[0]

    def problem(self, finding: Finding) -> Problem:
        return self.source.problem(finding.code, finding.message, self._span(finding), finding.hint)

    def _span(self, finding: Finding) -> Span:
        text = finding.text
        if text.field == "text" or not self.document:
            return self._in_body(finding)
        field = f"{text.field}.{text.language}" if text.language else text.field
        return self._within(self.document.span((field,)), finding.words)

    def _in_body(self, finding: Finding) -> Span:
        """A body is written as it is read, but for blanks around it."""
        body, line = self.source.text, 1
        if self.document and not finding.text.language:
            body, line = self.document.body, self.document.body_line
        lead = body[: len(body) - len(body.lstrip())] + finding.text.value[: finding.start]
        line += lead.count("\n")
        column = len(lead) - lead.rfind("\n")
        words = finding.words
        last = words.rpartition("\n")[2]
        end = column + len(words) if last == words else len(last) + 1
        return Span(self.source.path, line, column, line + words.count("\n"), end)

    def _within(self, span: Span, words: str) -> Span:
        """Where the words stand in a field, which YAML may have folded; the whole field if they are not found."""
        pattern = r"\s+".join(re.escape(part) for part in words.split())
        lines = self.source.text.split("\n")[max(span.line - 1, 0) : span.end_line]
        found = re.compile(pattern).search("\n".join(lines), max(span.column - 1, 0)) if words.strip() else None
        if not found:
            return span
        before = "\n".join(lines)[: found.start()]
        column = len(before) - before.rfind("\n")
        line = span.line + before.count("\n")
        more = found[0].count("\n")
        end = len(found[0]) - found[0].rfind("\n") if more else column + len(found[0])
        return Span(span.path, line, column, line + more, end)
