"""Whether a live site gives everyone what they may read, and nothing else: not even whether something is there."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from statusgen.access.asking import Answer, Header, Web
from statusgen.access.forms import foreign, forms, twin
from statusgen.access.identity import Identity
from statusgen.access.listing import Listing, Tree
from statusgen.access.samples import Sample, Samples
from statusgen.access.secret_pages import SecretPages

_METHODS = ("GET", "HEAD", "POST", "OPTIONS")
_CHANGES = {"date", "age"}  # from one answer to the next, whatever was asked
# In which identity services, and the programs before them, are told who somebody is, or what they want.
_TELLS_GROUPS = (
    "X-Auth-Request-Groups",
    "X_Auth_Request_Groups",
    "X-Forwarded-Groups",
    "X_Forwarded_Groups",
    "X-Remote-Groups",
    "Remote-Groups",
    "Remote_Groups",
)
_TELLS_MORE = (
    ("X-Auth-Request-User", "admin"),
    ("X-Forwarded-User", "admin"),
    ("Remote-User", "admin"),
    ("X-Forwarded-For", "127.0.0.1"),
    ("X-Real-IP", "127.0.0.1"),
    ("X-Original-URL", "/"),
    ("X-Rewrite-URL", "/"),
    ("X-Forwarded-Uri", "/"),
    ("X-HTTP-Method-Override", "GET"),
)


@dataclass(frozen=True, slots=True)
class Wrong:
    """`told`: the headers in which it was claimed to be somebody else were sent along."""

    identity: str
    tree: str
    what: str
    method: str
    target: str
    status: int
    told: bool


@dataclass(frozen=True, slots=True)
class Checking:
    """What stays the same for all questions to one site. `refusal` is the status of whatever is not there."""

    listing: Listing
    samples: Samples
    web: Web
    refusal: int

    def wrong(self, identities: Iterable[Identity]) -> Iterator[Wrong]:
        """What takes few questions comes first."""
        trees = (self.listing.everyone, *self.listing.trees)
        pairs = [(identity, tree) for identity in identities for tree in trees]
        for identity, tree in pairs:
            if identity.may_read(tree):
                yield from self._may(identity, tree)
            if tree is self.listing.everyone:
                yield from self._never(identity)
                yield from self._of_people(identity)
        for identity, tree in pairs:
            if not identity.may_read(tree):
                yield from self._may_not(identity, tree)

    def _of_people(self, identity: Identity) -> Iterator[Wrong]:
        private, tree = self.listing.private, self.listing.everyone
        if private:
            pages = SecretPages(private, self.samples, self.web, self._missing(f"{tree.prefix}none.html"))
            for one in pages.wrong(identity.headers, self._changing(identity, tree)):
                yield Wrong(identity.name, private.prefix, one.what, one.method, one.target, one.status, told=False)

    def _may(self, identity: Identity, tree: Tree) -> Iterator[Wrong]:
        for sample in self.samples.of[tree.audience]:
            answer = self.web.ask("GET", sample.path, identity.headers)
            for what in _unlike(sample, answer):
                yield Wrong(identity.name, tree.prefix, what, "GET", sample.path, answer.status, told=False)
        for method in ("POST", "OPTIONS"):
            answer = self.web.ask(method, tree.prefix, identity.headers)
            if answer.status < 400:
                what = "is answered, though only GET and HEAD are"
                yield Wrong(identity.name, tree.prefix, what, method, tree.prefix, answer.status, told=False)

    def _may_not(self, identity: Identity, tree: Tree) -> Iterator[Wrong]:
        changing = self._changing(identity, tree)
        for told in (False, True):
            headers = (*identity.headers, *(_told(tree) if told else ()))
            for sample, method, asked, missing in self._questions(tree, told=told):
                answer = self.web.ask(method, asked, headers)
                other = self.web.ask(method, missing, headers)
                plain = method == "GET" and asked in sample.ways
                for what in self._signs(sample, answer, _as_if(other, missing, asked), changing, plain=plain):
                    yield Wrong(identity.name, tree.prefix, what, method, asked, answer.status, told=told)

    def _questions(self, tree: Tree, *, told: bool) -> Iterator[tuple[Sample, str, str, str]]:
        """Sample, method, an address of it, and the same address of something that is not there."""
        for sample in self.samples.of[tree.audience]:
            for path in sample.ways:
                for missing in (self._missing(path), foreign(path, tree.audience)):
                    yield sample, "GET", path, missing
        if not told:
            return
        for number, sample in enumerate(self.samples.in_every_form(tree)):
            beside = self._missing(sample.file)
            for asked, missing in zip(forms(sample.file), forms(beside), strict=True):
                for method in _METHODS if number == 0 else ("GET",):
                    yield sample, method, asked, missing

    def _missing(self, path: str) -> str:
        """The twin of the address, or the twin's, until it is one of no file; at most once round the alphabet."""
        found = twin(path)
        for _ in range(26):
            if not {found, f"{found}index.html"} & self.samples.names:
                break
            found = twin(found)
        return found

    def _changing(self, identity: Identity, tree: Tree) -> set[str]:
        """Headers that differ between two answers to one question (a number for each request) are no sign."""
        path = self._missing(f"{tree.prefix}none.html")
        one, other = (dict(self.web.ask("GET", path, identity.headers).headers) for _ in range(2))
        return {*_CHANGES, *(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))}

    def _signs(
        self, sample: Sample, answer: Answer, missing: Answer, changing: set[str], *, plain: bool
    ) -> Iterator[str]:
        if sample.content and sample.content in answer.body:
            yield "is given away"
        elif plain and answer.status != self.refusal:
            yield f"is not answered with {self.refusal}"
        elif answer.status != missing.status:
            yield f"has another status than what is missing ({missing.status})"
        elif answer.body != missing.body:
            yield "has another page than what is missing"
        else:
            names = _differing(answer, missing) - changing
            if names:
                yield f"has other headers than what is missing ({', '.join(sorted(names))})"

    def _never(self, identity: Identity) -> Iterator[Wrong]:
        """What stands beside the trees is served to nobody; nor are the folders by their names."""
        prefix = self.listing.everyone.prefix
        beside = ("access.json", "everyone/index.html", "../access.json", "..%2faccess.json", "a/access.json", "a/")
        for path in (f"{prefix}{name}" for name in beside):
            answer = self.web.ask("GET", path, identity.headers)
            if answer.status < 400:
                what = "is answered, and is no page of the site"
                yield Wrong(identity.name, prefix, what, "GET", path, answer.status, told=False)


def _told(tree: Tree) -> Iterator[Header]:
    """Headers of someone who says that they are in a group of the tree."""
    groups = ",".join(sorted(tree.groups)) or tree.audience
    yield from ((name, groups) for name in _TELLS_GROUPS)
    yield from _TELLS_MORE


def _unlike(sample: Sample, answer: Answer) -> Iterator[str]:
    """What is wrong with the answer to somebody who may read it."""
    if answer.status != 200:
        yield "is refused to somebody who may read it"
    elif answer.body != sample.content:
        yield "is not as it is in the build"
    elif sample.tree.audience != "everyone":
        wants = [word for word in ("private", "no-store") if word not in _words(answer.header("cache-control"))]
        if wants:
            yield f"may be kept by others (Cache-Control without {' and '.join(wants)})"


def _words(value: str) -> set[str]:
    return {word.strip().lower() for word in value.split(",")}


def _as_if(answer: Answer, asked: str, instead: str) -> Answer:
    """The same, where the other address stands wherever it repeats what was asked."""
    headers = tuple((name, value.replace(asked, instead)) for name, value in answer.headers)
    return Answer(answer.status, headers, answer.body.replace(asked.encode(), instead.encode()))


def _differing(one: Answer, other: Answer) -> set[str]:
    return {name for name, _ in set(one.headers) ^ set(other.headers)}
