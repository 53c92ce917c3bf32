"""No command tells an address, a password or a key: on success, on mistakes of people, and when it crashes.

Every command there is has its lines in a table, and a command that is in none fails the first test.
"""

import base64
import contextlib
import http.server
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
import sink
from offices import EARLY, INCIDENT, NOW, Office, begin, office

from statusgen.cli import bug, main
from statusgen.cli.commands import COMMANDS

# What must never be seen: each has a word of its own that no other text has.
EMAIL, PHONE, HOOK = "canaryemailq7x@acme.example", "+4930555017731", "canaryhookw3z"
PASSWORD, KEY, COOKIE, REMOTE = "canarypasswordk9v", "canarykeym2n5b8t1r4", "canarycookiej6f", "canaryremoteh4d"
AGE = "AGE-SECRET-KEY-1CANARYAGEP8S"
WORDS = ("canaryemailq7x", "30555017731", HOOK, PASSWORD, KEY, COOKIE, REMOTE, "CANARYAGEP8S")

ANA = (
    f"name: Ana Ruiz, contacts: [{{email: {EMAIL}}}, {{sms: '{PHONE}'}}, "
    f"{{webhook: 'https://hooks.example/{HOOK}'}}], wants: [{{services: all}}]"
)
BLOCK = ANA.replace(", contacts", "\n    contacts").replace(", wants", "\n    wants")
PEOPLE = f"teams:\n  support: {{name: Support, members: [ana]}}\nsubscribers:\n  ana:\n    {BLOCK}\n"
MISTAKEN = f"subscribers:\n  ana: {{colour: red, {ANA}}}\n  ben: {{name: B, contacts: [{{email: {EMAIL} x}}]}}\n"

# command -> what it is called with, first so that it succeeds, then with mistakes.
# {root}, {out}, {port} and {history} are filled in: a folder for output, the sink's port, a history to import.
TABLE: dict[str, list[list[str]]] = {
    "init": [["{out}/new"], ["{root}"], ["{out}/c", "--ci", "github"]],
    "new incident": [
        ["Checkout is slow", "-m", "We look.", "--summary", "Some cannot pay.", "--service", "checkout"],
        ["X", "--service", "nope=x"],
    ],
    "new maintenance": [
        [
            "Disks",
            "-m",
            "New.",
            "--summary",
            "Short.",
            "--service",
            "checkout",
            "--starts",
            "2026-12-01T22:00:00Z",
            "--ends",
            "2026-12-01T23:00:00Z",
        ],
        ["Disks", "--starts", "never"],
    ],
    "new announcement": [["This page is new", "-m", "Tell us."], [EMAIL, "--service", "nope", "-m", "x"]],
    "new service": [["Search", "--owner", "ana"], ["Search", "--owner", "anna"]],
    "update": [
        ["-m", "It is our provider.", "--phase", "identified"],
        ["nothing", "-m", "x"],
        ["-m", "x", "--by", "a"],
    ],
    "resolve": [["-m", "All is well again."], ["nothing", "-m", "x"]],
    "reopen": [["2026-11-20-old", "-m", "It is back."], ["nothing", "-m", "x"]],
    "correct": [["-m", "It was the other one."], ["nothing", "-m", "x"]],
    "postmortem": [["2026-11-20-old", "-m", "We learnt."], ["nothing", "-m", "x"]],
    "reschedule": [["2026-12-01-disks", "--starts", "2026-12-02T22:00:00Z", "-m", "Later."], ["nothing"]],
    "cancel": [["2026-12-01-disks", "-m", "Not needed."], ["nothing", "-m", "x"]],
    "subscribe": [["ana", INCIDENT, "--summary", "Some cannot pay."], ["anna", INCIDENT], ["ana", "nothing"]],
    "check": [
        [],
        *[["--format", name] for name in ("concise", "json", "github", "gitlab", "sarif")],
        ["--against", "x"],
    ],
    "build": [["-o", "{out}/public", "--json"], ["--all-audiences", "-o", "{out}/dist"], ["-o", "{root}/content"]],
    "serve": [],  # below: it serves until it is told to stop
    "review": [["--base", "HEAD"], ["--base", "HEAD", "--show-people", "--format", "json"], ["--base", "nothing"]],
    "status": [[], ["--json"]],
    "list": [[], ["--json"]],
    "show": [[INCIDENT], [INCIDENT, "--json"], ["nothing"]],
    "overdue": [[], ["--json"], ["--remind"]],
    "report": [[], ["--json"]],
    "next-change": [[]],
    "import": [
        ["cstate", "{history}", "--into", "{out}/moved"],
        ["statuspage", "{root}/nothing"],
        ["cstate", "{root}"],
    ],
    "notify": [["--dry-run"], ["--dry-run", "--json"], [], ["--json"]],
    "notify init": [["--adopt"], []],
    "preview-mail": [
        *[[INCIDENT, "--for", "ana", form] for form in ("--text", "--html", "--short", "--eml")],
        [INCIDENT, "--for", "anna"],
    ],
    "deliveries": [[], ["--json"], [INCIDENT]],
    "ledger verify": [[], ["--json"]],
    "ledger export": [[], ["--json"]],
    "explain": [["ana", INCIDENT], ["ana", INCIDENT, "--json"], ["anna", INCIDENT]],
    "replay": [
        ["ana", "--since", "2026-11-20"],
        ["ana", "--since", "2026-11-20", "--json"],
        ["x.yaml", "--since", "x"],
    ],
    "doctor": [[], ["--json"]],
    "access config": [["nginx", "--access", "{access}"], ["caddy", "--access", "{root}/nothing"]],
    "access check": [
        ["http://127.0.0.1:{web}/", "--access", "{access}", "--as", f"kim=payments:Cookie: {COOKIE}"],
        ["http://127.0.0.1:{web}/", "--access", "{access}", "--as", f"kim:payments:Cookie: {COOKIE}"],
        ["http://127.0.0.1:9/", "--access", "{access}", "--as", "kim=payments:Cookie: $CANARY_COOKIE", "--json"],
        [f"http://ana:{PASSWORD}@127.0.0.1:9/", "--access", "{access}"],
    ],
    "access link": [["ana"], ["anna"]],
    "access rotate": [["ana"], ["anna"], ["--all"]],
    "schema": [["subscribers"], ["nothing"]],
    "demo": [],  # serves an example that is not ours
    "completion": [["bash"], ["fisch"]],
}
FIRST = [(command, lines[0]) for command, lines in TABLE.items() if lines]
FAILS_FIRST = {"doctor", "access check"}  # nobody has given them anything that is all right


def leaves() -> Iterator[str]:
    for name in COMMANDS:
        found = main.__globals__["statusgen"].get_command(click.Context(click.Group()), name)
        inner = found.commands if isinstance(found, click.Group) else {}
        yield from (f"{name} {one}" for one in inner)
        if not inner or found.invoke_without_command:
            yield name


def seen_in(content: bytes) -> list[str]:
    """Which of the words are in it: as they are, or in base64 at any of the three places where they can begin."""
    found = []
    for word in WORDS:
        forms = [word.encode(), word.encode().hex().encode()]
        forms += [base64.b64encode(b"x" * skip + word.encode())[4:-4] for skip in range(3)]
        if any(form.lower() in content.lower() for form in forms):
            found.append(word)
    return found


def test_every_command_is_in_the_table():
    assert sorted(leaves()) == sorted(TABLE)


def test_a_word_is_found_however_it_is_written():
    for text in (EMAIL, EMAIL.replace("@", "%40"), EMAIL.replace("@", "=40"), EMAIL.upper(), EMAIL.encode().hex()):
        assert seen_in(text.encode()) == ["canaryemailq7x"]
    for before in ("", "a", "ab"):
        assert seen_in(base64.b64encode((before + EMAIL).encode())) == ["canaryemailq7x"]


@pytest.fixture(scope="module")
def template(tmp_path_factory) -> Path:
    """A site with a history, in a repository whose remote has a password in it, and with a ledger."""
    root = tmp_path_factory.mktemp("template") / "site"
    made = office(root, "ana")
    made.ledger.unlink()
    made.environment["STATUSGEN_KEY"] = KEY
    assert made.run("notify", "init", now=EARLY).returncode == 0
    made.write("content/site.yaml", (root / "content/site.yaml").read_text() + "private_pages: true\n")
    old = "title: Mail is late\nservices: {checkout: degraded_performance}\nstarted: 2026-11-20T08:00:00Z\n"
    made.write("content/incidents/2026-11-20-old/incident.yaml", old)
    made.write("content/incidents/2026-11-20-old/1.md", "---\nphase: resolved\nat: 2026-11-20T09:00:00Z\n---\nFine.\n")
    made.write(
        "content/maintenance/2026-12-01-disks/maintenance.yaml",
        "title: Disks\nservices: {checkout: under_maintenance}\n"
        "starts: 2026-12-01T22:00:00Z\nends: 2026-12-01T23:00:00Z\n",
    )
    made.write(
        "content/maintenance/2026-12-01-disks/1.md", "---\nphase: scheduled\nat: 2026-11-19T09:00:00Z\n---\nYes.\n"
    )
    begin(made)
    made.write("subscribers.yaml", PEOPLE)
    made.write(".gitignore", "/.statusgen/\n")
    who = ["-c", "user.name=a", "-c", "user.email=a@b"]
    remote = f"https://bot:{REMOTE}@127.0.0.1:9/status.git"
    for command in (["init", "-q"], ["add", "."], [*who, "commit", "-qm", "one"], ["remote", "add", "origin", remote]):
        subprocess.run(["git", *command[: len(command)]], cwd=root, check=True)
    return root


@pytest.fixture
def canary(template, tmp_path, monkeypatch, capfd):
    """Runs a command line in a copy of the site; the exit code, and everything that can be seen afterwards."""
    root, out = tmp_path / "site", tmp_path / "out"
    shutil.copytree(template, root)
    (tmp_path / "history/content/issues").mkdir(parents=True)
    (tmp_path / "history/config.yml").write_text("title: Old\nsystems: [{name: Shop}]\n")
    issue = (
        "---\ntitle: Slow\ndate: 2020-01-01 10:00:00\nresolved: false\nseverity: down\naffected: [Shop]\n---\nSlow.\n"
    )
    (tmp_path / "history/content/issues/2020-01-01-slow.md").write_text(issue)
    access = tmp_path / "dist/access.json"
    given = {"out": out, "root": root, "history": tmp_path / "history", "access": access, "web": 9}
    environment = Office(root).environ() | {
        "STATUSGEN_KEY": KEY,
        "STATUSGEN_SMTP_URL": f"smtp://bot:{PASSWORD}@127.0.0.1:9/?starttls=never&timeout=5",
        "STATUSGEN_AGE_KEY": AGE,
        "SOPS_AGE_KEY": AGE,
        "CANARY_COOKIE": COOKIE,
        "TMPDIR": str(tmp_path / "tmp"),
    }
    (tmp_path / "tmp").mkdir()
    for name in ("STATUSGEN_SUBSCRIBERS", "STATUSGEN_LEDGER", "CI_PROJECT_VISIBILITY"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(root)
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}

    def canary(command: str, arguments: list[str], **more: object) -> tuple[int, bytes]:
        line = [one.format(**{**given, **more}) if "{" in one else one for one in arguments]
        with pytest.raises(SystemExit) as ended:
            main(["--now", NOW, *command.split(), *line])
        told = capfd.readouterr()
        written = [
            f"{path}".encode() + path.read_bytes()
            for path in tmp_path.rglob("*")
            if path.is_file() and before.get(path) != path.read_bytes() and not path.name.startswith("subscribers.yaml")
        ]
        assert isinstance(ended.value.code, int)
        return ended.value.code, b"".join([told.out.encode(), told.err.encode(), *written])

    canary.root = root
    canary.dist = tmp_path / "dist"
    return canary


@contextlib.contextmanager
def web(folder: Path) -> Iterator[int]:
    """A server that knows no access at all."""
    folder.mkdir(exist_ok=True)

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *given: object) -> None:
            super().__init__(*given, directory=str(folder))

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Quiet) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


@pytest.mark.parametrize("command", [command for command, lines in TABLE.items() if lines])
def test_nothing_of_it_is_seen_in_what_a_command_prints_and_writes(canary, command):
    with web(canary.dist) as port:
        if command.startswith("access c"):
            canary("build", ["--all-audiences", "-o", str(canary.dist)])
        for number, line in enumerate(TABLE[command]):
            code, seen = canary(command, line, web=port)
            assert code == 0 or number or command in FAILS_FIRST, seen[:2000]
            assert (code == 70, seen_in(seen), bool(seen)) == (False, [], True), line


def test_nothing_of_it_is_seen_where_the_files_with_people_have_mistakes(canary):
    (canary.root / "subscribers.yaml").write_text(MISTAKEN)
    for command, line in FIRST:
        code, seen = canary(command, line)
        assert (code == 70, seen_in(seen)) == (False, []), command


def test_nothing_of_it_is_seen_where_a_command_crashes_and_what_to_report_is(canary, monkeypatch):
    def crash(*_: object, **__: object) -> None:
        password, people = PASSWORD, {EMAIL: PHONE}  # locals of the frame that fails
        try:
            raise KeyError(f"{password} {people}")  # noqa: TRY301
        except KeyError as error:
            raise RuntimeError(f"{EMAIL} {KEY}") from error

    monkeypatch.setattr(click.Command, "invoke", crash)
    for command, line in FIRST:
        code, seen = canary(command, line)
        assert (code, seen_in(seen)) == (70, []), command
        assert b"this is a mistake of the program, not yours: RuntimeError, after KeyError" in seen
        assert b"statusgen/cli/main.py:" in seen
        assert b"Please report these lines" in seen


class Trap:
    """Somebody at whom every address in the content points, and who notes each connection that anybody opens."""

    def __init__(self) -> None:
        self.server = socket.create_server(("127.0.0.1", 0))
        self.server.setblocking(False)
        self.url = f"http://127.0.0.1:{self.server.getsockname()[1]}"

    def visitors(self) -> int:
        found = 0
        with contextlib.suppress(BlockingIOError):
            while True:
                self.server.accept()[0].close()
                found += 1
        return found

    def baited(self, root: Path) -> None:
        """Every field that takes an address, or text in which one can stand, has one."""
        site = root / "content/site.yaml"
        site.write_text(site.read_text() + f"source_url: {self.url}/{{commit}}\n")
        links = f"links: {{chat: {self.url}/a}}\n"
        for path in ("content/services/checkout.yaml", f"content/incidents/{INCIDENT}/incident.yaml"):
            (root / path).write_text((root / path).read_text() + links)
        body = f"![x]({self.url}/b) <img src='{self.url}/c'> [y]({self.url}/d) <{self.url}/e>\n\n[r]: {self.url}/f\n"
        for update in root.glob("content/*/*/*.md"):
            update.write_text(update.read_text() + body)
        (root / "subscribers.yaml").write_text(PEOPLE.replace("https://hooks.example", self.url))
        (root / ".gitmodules").write_text(f'[submodule "x"]\n\tpath = content/x\n\turl = {self.url}/x.git\n')
        (root / ".sops.yaml").write_text(f"creation_rules: [{{hc_vault_transit_uri: {self.url}/v1/x}}]\n")


# What connects at all, and to whom: each is named by the environment, the command line or the clone, never by content.
CONNECTS = {"notify": "relay", "doctor": "relay", "access check": "address given"}


def test_no_field_of_content_makes_any_command_open_a_connection(canary, monkeypatch):
    trap, seen = Trap(), list[str]()
    trap.baited(canary.root)

    def hook(event: str, given: tuple) -> None:
        if event in {"socket.connect", "socket.sendto", "socket.getaddrinfo", "socket.gethostbyname"} and listening:
            seen.append(f"{event} {given[1] if event in {'socket.connect', 'socket.sendto'} else given[:2]}")

    listening = False
    sys.addaudithook(hook)  # stays for the rest of the process, and is deaf after this test
    for command, line in [*FIRST, ("notify", []), ("review", ["--base", "HEAD~0"]), ("notify", ["--dry-run"])]:
        seen.clear()
        listening = True
        canary(command, line)
        listening = False
        foreign = [one for one in seen if "'127.0.0.1', 9" not in one and "'127.0.0.1', '9'" not in one]
        assert (command, trap.visitors(), foreign) == (command, 0, [])
        assert not seen or command in CONNECTS, (command, seen)
    with contextlib.closing(socket.create_connection(trap.server.getsockname())):
        assert trap.visitors() == 1  # it would have been heard
    trap.server.close()


def test_addresses_are_seen_where_they_are_asked_for_and_only_there(canary):
    for arguments in (["notify", "--dry-run", "--show-addresses"], ["preview-mail", INCIDENT, "--for", "ana", "--eml"]):
        shown = "--show-addresses" in arguments
        assert (seen_in(canary(arguments[0], arguments[1:])[1]) == ["canaryemailq7x"]) is shown
        assert "canaryemailq7x" in seen_in(
            canary(arguments[0], [*arguments[1:], *([] if shown else ["--show-addresses"])])[1]
        )


@pytest.mark.parametrize("answer", ["250", "RCPT=550", "RCPT=450", "AUTH"])
def test_what_is_sent_is_told_and_remembered_without_address_and_password(canary, tmp_path, monkeypatch, answer):
    options = ["--auth", "bot:another" if answer == "AUTH" else f"bot:{PASSWORD}"]
    options += ["--answer", answer] if "=" in answer else []
    with sink.running(tmp_path.parent / f"{tmp_path.name}-sink", *options) as port:
        url = f"smtp://bot:{PASSWORD}@127.0.0.1:{port}/?starttls=never&timeout=20"
        monkeypatch.setenv("STATUSGEN_SMTP_URL", url)
        code, seen = canary("notify", ["--json"])
        assert (code == 0) is (answer == "250")
        assert seen_in(seen) == []
        assert seen_in(canary("deliveries", [])[1]) == []
    assert bool(sink.messages(tmp_path.parent / f"{tmp_path.name}-sink")) is (answer == "250")


def test_a_ledger_in_git_has_none_of_it_nor_have_the_words_of_a_forge_that_is_not_there(canary, tmp_path, monkeypatch):
    forge = tmp_path.parent / f"{tmp_path.name}-forge"
    subprocess.run(["git", "init", "-q", "--bare", forge], check=True)
    monkeypatch.setenv("STATUSGEN_LEDGER", f"git:file://{forge}")
    assert canary("notify init", [])[0] == 0
    listed = subprocess.run(
        ["git", "rev-list", "--all", "--objects"], cwd=forge, capture_output=True, check=True
    ).stdout
    objects = b"".join(f"{line.split()[0].decode()}\n".encode() for line in listed.splitlines())
    batch = ["git", "cat-file", "--batch"]
    contents = subprocess.run(batch, cwd=forge, input=objects, capture_output=True, check=True).stdout
    assert len(contents) > 500
    assert seen_in(contents) == []
    for remote in ("origin", f"https://bot:{REMOTE}@127.0.0.1:9/x.git", f"https://bot:p@{REMOTE}@127.0.0.1:9/x.git"):
        monkeypatch.setenv("STATUSGEN_LEDGER", f"git:{remote}")
        code, seen = canary("notify", [])
        assert (code, seen_in(seen)) == (3, [])


def test_the_preview_shows_mistakes_of_people_without_their_addresses(template, tmp_path):
    root = Path(shutil.copytree(template, tmp_path / "site"))
    (root / "subscribers.yaml").write_text(MISTAKEN)
    made = Office(root)
    with made.start("serve", "--port", "0") as process:
        assert process.stderr
        lines = []
        while not lines or "http://" not in lines[-1]:
            lines.append(process.stderr.readline())
        page = urllib.request.urlopen(lines[-1][lines[-1].index("http://") :].split()[0], timeout=20).read()
        time.sleep(0.2)
        process.terminate()
        told = "".join(lines) + process.stderr.read()
    assert b"unknown-field" in page
    assert (seen_in(page), seen_in(told.encode())) == ([], [])


@pytest.mark.parametrize(
    "crash",
    [
        "import threading; t = threading.Thread(target=lambda: 1 / len({})); t.start(); t.join()",
        "class A:\n    def __del__(self): raise ValueError(SECRET)\na = A()\ndel a",
        "raise ValueError(SECRET)",
    ],
    ids=["a thread", "an end", "outside of commands"],
)
def test_whatever_else_crashes_has_the_same_last_word(crash):
    start = f"SECRET = {PASSWORD!r}\nfrom statusgen.cli.bug import tell_of_all\ntell_of_all()\n"
    environment = Office(Path()).environ()
    done = subprocess.run([sys.executable, "-c", start + crash], capture_output=True, env=environment, check=False)
    assert b"this is a mistake of the program" in done.stderr
    assert seen_in(done.stderr) == []


def test_a_recursion_without_end_has_an_end(capsys):
    def deeper(number: int) -> int:
        return deeper(number + 1)

    with pytest.raises(RecursionError) as ended:
        deeper(0)
    bug.tell(ended.value)
    assert len(capsys.readouterr().err.splitlines()) < 40
