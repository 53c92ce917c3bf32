"""What only the people inside can read or open, in texts that are for everyone."""

import ipaddress
import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from urllib.parse import urlsplit

from statusgen.lint.case import Case
from statusgen.lint.finding import Finding, quoted
from statusgen.lint.text import Text, addresses_in, without_addresses, word_set

_NAME = re.compile(r"(?<![\w.@/-])[A-Za-z0-9][A-Za-z0-9.-]{2,252}(?![\w@])")
_INSIDE = (".internal", ".corp", ".local", ".lan", ".intra", ".intranet", ".localdomain", ".home.arpa", ".svc")
_ROLES = word_set(
    "db mysql mariadb postgres pg psql redis memcached mongo kafka rabbitmq zookeeper etcd elastic es web www app api"
    " worker node host srv server vm proxy haproxy nginx lb cache queue smtp mx k8s kube gw gateway fw router rtr"
    " switch sw bastion jump storage nas san esx hypervisor ldap nfs backend frontend"
)
_PLACES = word_set("prod production stage staging dev test qa int preprod")
_MACHINES = word_set("srv vm esx")  # behind the names of programs a number is a version: mysql8
_NUMBERED = re.compile(r"([a-z]+?)(\d{1,4})")
# Where only employees can sign in: the end of a host, and how the path begins.
_TOOLS = (
    (".pagerduty.com", "/incidents/"),
    (".opsgenie.com", "/alert"),
    (".atlassian.net", "/browse/"),
    (".atlassian.net", "/wiki/"),
    (".slack.com", "/archives/"),
    (".datadoghq.com", "/dashboard/"),
    (".grafana.net", "/d/"),
    (".sentry.io", "/issues/"),
)

_TICKET = re.compile(
    r"(?<![\w/.#&-])(?:(?P<project>[A-Z][A-Z]{1,9})-\d{2,7}|(?:INC|CHG|PRB|RITM|REQ)\d{5,10})(?![\w-])"
)
_SPOKEN = re.compile(r"(?<!\w)(?:[Tt]icket|[Jj]ira)[ \t]{1,3}(?:no\. ?|number |nr\. ?)?#?\d{3,10}(?!\w)")
_NO_PROJECT = word_set(
    "AES AWS CET CEST COVID CVE CWE DIN DSA EST EU FIPS GHSA GMT GPT HTTP IEC IEEE IPV ISO LTS MD MSC PR PST RFC RSA"
    " SHA SOC TLS UTC UTF US USA WIN XSA"
)
_TRACES = re.compile(
    r"Traceback \(most recent call last\)|^[ \t]{0,8}at [\w$.<>]{1,200}\([\w$.]{1,100}:\d+\)"
    r"|^[ \t]{0,8}File \"[^\"\n]{1,200}\", line \d+|\bpanic: runtime error|\bgoroutine \d+ \[|\bSegmentation fault\b"
    r"|\bsegfault at\b|\bcore dumped\b|\b[A-Z]\w{2,60}(?:Exception|Error)(?=: )|\bORA-\d{5}\b|\bSQLSTATE\b"
    r"|\bECONN(?:REFUSED|RESET)\b|\bENOSPC\b|\b0x[0-9a-fA-F]{8,16}\b",
    re.MULTILINE,
)  # fmt: skip


def hosts(case: Case) -> Iterator[Finding]:
    for text in _public(case):
        for found in _NAME.finditer(without_addresses(text.value)):
            name = found[0].rstrip(".-")
            if _is_host(name, case):
                yield _finding("internal-host", text, found.start(), name, "is the name of a machine", _HOST)


_HOST = "say what it does for people: `the database for orders`"


def addresses(case: Case) -> Iterator[Finding]:
    for text in _public(case):
        for start, address in addresses_in(text.value):
            if _leads_inside(address, case):
                what = "leads where not everyone gets in"
                hint = "link to a page that every reader can open, or say in words what is there"
                yield _finding("internal-address", text, start, address, what, hint)


def tickets(case: Case) -> Iterator[Finding]:
    own = {project.upper() for project in case.lint.tickets}
    for text in _public(case):
        for pattern in (_TICKET, _SPOKEN):
            for found in pattern.finditer(text.prose):
                project = found.groupdict().get("project")
                wanted = project in own if own and project else project not in _NO_PROJECT
                if wanted and text.value[found.end() : found.end() + 2] != "](":
                    hint = "say what it is about; put the number into `links:` of the incident, or link to a page"
                    yield _finding("ticket-number", text, found.start(), found[0], "says nothing to most readers", hint)


def traces(case: Case) -> Iterator[Finding]:
    """At most one in a text: where one is, there are many."""
    for text in _public(case):
        if found := _TRACES.search(text.value):
            hint = "say in words what fails; put the details where the responders look"
            yield _finding("stack-trace", text, found.start(), found[0].strip(), "is for programmers", hint)


def _public(case: Case) -> Iterator[Text]:
    return (text for text in case.texts if text.is_public)


def _finding(code: str, text: Text, start: int, words: str, what: str, hint: str) -> Finding:
    start = text.value.index(words, start)
    return Finding(code, text, start, start + len(words), f"{quoted(words)} {what}", hint)


def _is_host(name: str, case: Case) -> bool:
    lowered = name.lower()
    if any(fnmatchcase(lowered, pattern.lower()) for pattern in case.lint.hosts):
        return True
    if lowered in case.known or lowered.isalpha():
        return False
    return lowered.endswith(_INSIDE) or _is_private(lowered) or _is_numbered(lowered)


def _is_private(name: str) -> bool:
    if name.count(".") != 3 or not name.replace(".", "").isdigit():
        return False
    try:
        return ipaddress.ip_address(name).is_private
    except ValueError:
        return False


def _is_numbered(name: str) -> bool:
    """Such as `db-prod-03` or `web02`: a role, and a number at the end; not a public name."""
    if "." in name or not name[-1].isdigit():
        return False
    *before, last = name.split("-")
    numbered = _NUMBERED.fullmatch(last)
    if numbered and not before:
        return numbered[1] in _MACHINES or (numbered[1] in _ROLES and numbered[2].startswith("0"))
    if numbered and numbered[1] in _ROLES | _PLACES:
        return True
    is_address = before[:1] == ["ip"] and all(part.isdigit() for part in (*before[1:], last)) and len(before) > 3
    return is_address or (last.isdigit() and len(before) > 1 and not _ROLES.isdisjoint(before))


def _leads_inside(address: str, case: Case) -> bool:
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        return False
    if any(fnmatchcase(host, pattern.lower()) for pattern in case.lint.hosts):
        return True
    is_tool = any(f".{host}".endswith(end) and parts.path.startswith(path) for end, path in _TOOLS)
    return bool(host) and ("." not in host or host.endswith(_INSIDE) or _is_private(host) or is_tool)
