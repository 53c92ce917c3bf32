"""The door: exit codes, options of every command, streams, and how fast help is there."""

import fcntl
import json
import os
import pty
import signal
import subprocess
import sys

import pytest
from small_site import NOW, OPEN, TYPO, break_site, environment

from statusgen import __version__
from statusgen.cli.commands import COMMANDS

HEAVY = ("yaml", "pydantic", "jinja2", "markdown", "nh3", "feedgen", "lxml", "watchdog", "email", "asyncio")


def test_help_imports_click_and_nothing_heavy(spawn):
    script = (
        "import sys\n"
        "from statusgen.cli import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        f"sys.stderr.write(' '.join(name for name in {HEAVY!r} if name in sys.modules))\n"
        "sys.stderr.write(' '.join(name for name in sys.modules if name.startswith('statusgen.') "
        "and not name.startswith('statusgen.cli')))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, env=environment({}), check=True
    )
    assert "Commands:" in done.stdout
    assert done.stderr == ""


def test_help_names_every_command_with_what_it_does(run):
    out = run("--help", now=None).out
    assert [line.split()[0] for line in out.split("Commands:\n")[1].splitlines()] == list(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_that_begins_as_the_list_of_commands_says(run, name):
    code, out, _ = run(name, "--help", now=None)
    assert code == 0
    assert " ".join(out.split()).split("Options:")[0].find(COMMANDS[name][1]) > 0


def test_version(run):
    assert run("--version", now=None) == (0, f"statusgen {__version__}\n", "")


@pytest.mark.parametrize(
    "arguments",
    [
        ["chekc"],
        ["check", "--fromat", "json"],
        ["check", "--format", "xml"],
        ["check", "surplus"],
        ["-C", "no-such-folder", "check"],
        ["schema", "insident"],
        ["build", "--keep-going", "--strict"],
        ["list", "--limit", "0"],
    ],
)
def test_wrong_usage_exits_2_without_data(site, run, arguments):
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert "Error: " in err


def test_a_misspelt_command_is_answered_with_the_right_one(run):
    assert "There is no command 'chekc'. Did you mean 'check'?" in run("chekc").err


@pytest.mark.parametrize(
    ("arguments", "right"),
    [
        (["check", "--now", NOW], "statusgen --now TIME check …"),
        (["build", "-Celsewhere"], "statusgen -C DIR build …"),
        (["list", "--open", "--color=never"], "statusgen --color auto|always|never list …"),
    ],
)
def test_an_option_of_every_command_after_its_name_is_answered_with_the_right_order(site, run, arguments, right):
    code, out, err = run(*arguments, now=None)
    assert (code, out) == (2, "")
    assert f"stands before its name: {right}" in err


def test_outside_of_a_site_the_message_says_what_to_do(tmp_path, run, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code, _, err = run("check")
    assert code == 2
    assert "statusgen init" in err
    assert "-C DIR" in err


def test_the_site_is_found_from_any_folder_in_it(site, run, monkeypatch):
    monkeypatch.chdir(site / "content" / "incidents" / OPEN)
    assert run("check").code == 0


def test_a_named_folder_without_settings_has_a_problem_and_not_an_accident(tmp_path, run):
    code, out, _ = run("-C", tmp_path, "check")
    assert code == 1
    assert "missing-file" in out


@pytest.mark.parametrize(
    "time",
    [
        "yesterday",
        "2026-11-21",
        "2026-11-21T14:20:00",
        "2026-11-21 14:20:00Z",
        "2026-02-30T00:00:00Z",
        "2026-11-21T24:00:01Z",
        "0001-01-01T00:00:00+10:00",
        "٢٠٢٦-11-21T14:20:00Z",
    ],
)
def test_only_moments_are_taken_for_now(site, run, time):
    code, out, err = run("check", now=time)
    assert (code, out) == (2, "")
    assert "--now" in err


@pytest.mark.parametrize("time", ["2026-11-21T14:36:00Z", "2026-11-21t15:36:00.5+01:00"])
def test_moments_may_have_an_offset_and_a_fraction(site, run, time):
    assert "OVERDUE" in run("status", now=time).out


def test_the_environment_can_fix_the_clock_and_the_option_is_stronger(site, run, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1796164200")  # 2026-12-01T22:30:00Z
    assert json.loads(run("status", "--json", now=None).out)["maintenances"]
    assert not json.loads(run("status", "--json").out)["maintenances"]


@pytest.mark.parametrize("seconds", ["soon", "1e9", "99999999999999999", "-99999999999999999"])
def test_an_impossible_epoch_is_a_mistake_of_usage_that_names_the_variable(site, run, monkeypatch, seconds):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", seconds)
    code, _, err = run("check", now=None)
    assert code == 2
    assert "SOURCE_DATE_EPOCH" in err


def test_the_world_failing_is_one_line_and_exit_3(site, run):
    code, out, err = run("check", "--output", "no/such/folder/report")
    assert (code, out) == (3, "")
    assert err == "statusgen: no/such/folder/report: No such file or directory\n"


def test_a_full_disk_behind_stdout_is_one_line_and_exit_3(site):
    with open("/dev/full", "w") as full:  # noqa: PTH123 (a device)
        done = subprocess.run(
            [sys.executable, "-m", "statusgen", "list"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            env=environment({}),
            check=False,
        )
    assert done.returncode == 3
    assert done.stderr == "statusgen: cannot write the output: No space left on device\n"


@pytest.mark.parametrize(("arguments", "code"), [(["--help"], 0), (["list"], 0), (["check"], 1)])
def test_a_reader_who_leaves_early_changes_neither_verdict_nor_peace(site, arguments, code):
    if arguments == ["check"]:
        break_site(site)
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-m", "statusgen", "--now", NOW, *arguments],
        stdout=writing,
        stderr=subprocess.PIPE,
        text=True,
        env=environment({}),
        check=False,
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (code, "")


def test_closed_streams_are_no_accident(site):
    command = f"{sys.executable} -m statusgen --now {NOW} check >&- 2>&-"
    assert subprocess.run(["sh", "-c", command], env=environment({}), check=False).returncode == 0


def test_a_terminal_that_cannot_show_a_letter_gets_an_escape(site, spawn):
    file = site / TYPO
    file.write_text(file.read_text().replace("Checkout fails", "Zahlung schlägt fehl"), encoding="utf-8")
    done = spawn("list", env={"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"})
    assert done.returncode == 0
    assert "Zahlung schl\\xe4gt fehl" in done.stdout


def test_interrupted_is_130_and_no_traceback(site):
    reading, writing = os.pipe()
    fcntl.fcntl(writing, fcntl.F_SETPIPE_SZ, 4096)  # less than the schema: it has to wait for its reader
    process = subprocess.Popen(
        [sys.executable, "-m", "statusgen", "schema", "subscribers"],
        stdout=writing,
        stderr=subprocess.PIPE,
        text=True,
        env=environment({}),
    )
    os.close(writing)
    assert os.read(reading, 1) == b"{"
    process.send_signal(signal.SIGINT)
    while os.read(reading, 65536):
        pass
    os.close(reading)
    _, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (130, "statusgen: interrupted\n")


@pytest.mark.parametrize(
    ("options", "env", "colored"),
    [
        ([], {}, False),  # a pipe is no terminal
        (["--color", "always"], {}, True),
        (["--color", "always"], {"NO_COLOR": "1"}, True),
        ([], {"FORCE_COLOR": "1"}, True),
        ([], {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        (["--color", "never"], {"FORCE_COLOR": "1"}, False),
        ([], {"FORCE_COLOR": ""}, False),
    ],
)
def test_colour_obeys_the_option_then_the_environment(site, spawn, options, env, colored):
    break_site(site)
    assert ("\x1b[" in spawn(*options, "check", env=env).stdout) is colored


def on_a_terminal(*arguments: str, env: dict[str, str]) -> str:
    """What a process writes to a terminal of its own."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "statusgen", "--now", NOW, *arguments],
        stdout=theirs,
        stderr=theirs,
        env=environment(env),
    )
    os.close(theirs)
    shown = b""
    while True:
        try:
            piece = os.read(ours, 65536)
        except OSError:  # the other end is closed
            break
        shown += piece
        if not piece:
            break
    process.wait(timeout=60)
    os.close(ours)
    return shown.decode()


@pytest.mark.parametrize(
    ("env", "colored"),
    [({"TERM": "xterm"}, True), ({"TERM": "dumb"}, False), ({"TERM": "xterm", "NO_COLOR": "1"}, False)],
)
def test_a_terminal_is_coloured_unless_it_cannot_or_should_not(site, env, colored):
    break_site(site)
    assert ("\x1b[1;31m" in on_a_terminal("check", env=env)) is colored


@pytest.mark.parametrize("arguments", [["check"], ["list"], ["status"], ["show", "2026-11-21-hostile"]])
def test_hostile_titles_cannot_drive_a_terminal(site, arguments):
    folder = site / "content/incidents/2026-11-21-hostile"
    folder.mkdir()
    title = r'"x\e[31mred\e]0;owned\a\r\u202Ereversed\u0085"'
    (folder / "incident.yaml").write_text(
        f"title: {title}\nstarted: 2026-11-21T14:00:00Z\nservices: {{mail: major_outage}}\n"
    )
    raw = "title: \x1b]0;owned\x07 raw\n"
    (site / "content/services/raw.yaml").write_text(raw)
    shown = on_a_terminal(*arguments, env={"NO_COLOR": "1", "TERM": "xterm"})
    assert shown
    assert not set(shown) & set("\x1b\x07\x85\u202e")
    assert "\r" not in shown.replace("\r\n", "")


def test_a_hostile_file_name_cannot_drive_a_terminal(site):
    (site / "content/services/\x1b[31mred\n::error::forged.yaml").write_text("name: x\n")
    shown = on_a_terminal("check", env={"NO_COLOR": "1", "TERM": "xterm"})
    assert "\x1b" not in shown
    assert not [line for line in shown.splitlines() if line.startswith("::")]


def test_a_bug_says_where_it_is_and_what_to_do_about_it(site, spawn):
    script = (
        "import statusgen.cli.check as check\n"
        "from statusgen.cli import main\n"
        "check.read_site = lambda here: 1 / 0\n"
        "main(['check'])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, env=environment({}), check=False
    )
    assert done.returncode == 70
    assert "this is a mistake of the program, not yours: ZeroDivisionError\n" in done.stderr
    assert "\n  statusgen/cli/check.py:" in done.stderr
    assert "Please report these lines" in done.stderr
