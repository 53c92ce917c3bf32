"""Whether pages of single people are open to who has the address, and whether nobody can find one otherwise."""

from collections.abc import Iterator
from dataclasses import dataclass

from statusgen.access.asking import Answer, Header, Web
from statusgen.access.forms import forms, twin
from statusgen.access.listing import Private
from statusgen.access.samples import Own, Samples

_HIDDEN = ".statusgen-manifest.json"
_WANTED = (
    ("cache-control", "private"),
    ("cache-control", "no-store"),
    ("referrer-policy", "no-referrer"),
    ("x-robots-tag", "noindex"),
)


@dataclass(frozen=True, slots=True)
class Sign:
    """Something wrong; in `target` no address of anybody's page is written out."""

    what: str
    method: str
    target: str
    status: int


@dataclass(frozen=True, slots=True)
class SecretPages:
    """`missing` is an address of the site at which nothing is."""

    private: Private
    samples: Samples
    web: Web
    missing: str

    def wrong(self, headers: tuple[Header, ...], changing: set[str]) -> Iterator[Sign]:
        """As somebody who sends these headers; those of an answer that are `changing` are no sign."""
        for own in self.samples.own:
            yield from self._right(own, headers)
        nothing = self.web.ask("GET", self.missing, headers)
        for path, shown in self._addresses_of_nobody():
            answer = self.web.ask("GET", path, headers)
            if _differ(answer, nothing, changing):
                yield Sign("is not answered as what is missing", "GET", shown, answer.status)
        yield from self._beside(headers)

    def _right(self, own: Own, headers: tuple[Header, ...]) -> Iterator[Sign]:
        folder = f"{self.private.prefix}{own.token}/"
        for name, content in own.files.items():
            path = folder + name.removesuffix("index.html")
            answer = self.web.ask("GET", path, headers)
            for what in _unlike(answer, content):
                yield Sign(what, "GET", self._hidden(path), answer.status)
        for method in ("POST", "OPTIONS"):
            answer = self.web.ask(method, folder, headers)
            if answer.status < 400:
                yield Sign("is answered, though only GET and HEAD are", method, self._hidden(folder), answer.status)

    def _addresses_of_nobody(self) -> Iterator[tuple[str, str]]:
        """And how each is shown: what is made from a secret would give it away."""
        prefix = self.private.prefix
        for name in ("", "index.html", _HIDDEN, "audience.txt"):
            yield f"{prefix}{name}", f"{prefix}{name}"
        yield prefix.rstrip("/"), prefix.rstrip("/")
        known = {own.token for own in self.samples.own}
        for own in self.samples.own:
            for wrong, shown in _wrong(own.token).items():
                for end in ("/", "/index.html", ""):
                    if wrong not in known:
                        yield f"{prefix}{wrong}{end}", f"{prefix}{shown}{end}"
            beside = f"{prefix[:-2]}{self.private.folder}/{own.token}/index.html"
            yield beside, self._hidden(beside)

    def _beside(self, headers: tuple[Header, ...]) -> Iterator[Sign]:
        """The list of all of them lies one folder further up."""
        for path in (*forms(f"{self.private.prefix}{_HIDDEN}"), *forms(f"{self.private.prefix}none/../../{_HIDDEN}")):
            answer = self.web.ask("GET", path, headers)
            if any(hidden in answer.body for hidden in self.samples.hidden):
                yield Sign("gives away what lies beside private pages", "GET", self._hidden(path), answer.status)

    def _hidden(self, path: str) -> str:
        for own in self.samples.own:
            path = path.replace(own.token, "<token>")
        return path


def _wrong(token: str) -> dict[str, str]:
    """What is almost this name of a page, and words for it."""
    return {
        twin(f"/{token}")[1:]: "<token, each character moved on>",
        token.upper(): "<TOKEN>",
        token[:-1]: "<token without its end>",
        f"{token}0": "<token>0",
        f"{token}x": "<token>x",
    }


def _differ(one: Answer, other: Answer, changing: set[str]) -> bool:
    names = {name for name, _ in set(one.headers) ^ set(other.headers)} - changing
    return bool(names) or (one.status, one.body) != (other.status, other.body)


def _unlike(answer: Answer, content: bytes) -> Iterator[str]:
    """What is wrong with the answer to somebody who has the address."""
    if answer.status != 200:
        yield "is refused to somebody who has its address"
    elif answer.body != content:
        yield "is not as it is in the build"
    else:
        lacking = [f"{name}: {word}" for name, word in _WANTED if word not in answer.header(name).lower()]
        if lacking:
            yield f"may be kept, found or told on (without {', '.join(lacking)})"
