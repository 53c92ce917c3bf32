"""Ledgers as older versions made them, by their own statements, word for word."""

import sqlite3
from pathlib import Path

VERSION_2 = """
PRAGMA application_id = 1397181489;
PRAGMA user_version = 2;

-- Moments are RFC 3339 in UTC. `number` is the order in which deliveries were planned.
CREATE TABLE deliveries (
    number INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    event TEXT NOT NULL,
    thread TEXT NOT NULL,
    subscriber TEXT NOT NULL,
    channel TEXT NOT NULL,
    kind TEXT NOT NULL,
    reason TEXT NOT NULL,
    state TEXT NOT NULL
        CHECK (state IN ('planned', 'claimed', 'armed', 'sent', 'retry', 'dead', 'skipped', 'unknown')),
    at TEXT NOT NULL,
    detail TEXT NOT NULL DEFAULT '',
    attempts INTEGER NOT NULL DEFAULT 0,
    due TEXT,
    duplicate INTEGER NOT NULL DEFAULT 0,
    place TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX deliveries_of_thread ON deliveries (thread);
CREATE INDEX deliveries_waiting ON deliveries (number) WHERE state NOT IN ('sent', 'dead', 'skipped');
-- Nobody is told of one event twice, whatever the channels: a second row can only be there once the first is dead.
CREATE UNIQUE INDEX one_of_event_and_person ON deliveries (event, subscriber) WHERE state <> 'dead';

-- `mark` is what stays the same when the file of it gets another name.
CREATE TABLE news (id TEXT PRIMARY KEY, mark TEXT NOT NULL) STRICT, WITHOUT ROWID;
-- For whom something was held back for a while: they are no newcomers when its time has come.
CREATE TABLE held (thread TEXT, subscriber TEXT, PRIMARY KEY (thread, subscriber)) STRICT, WITHOUT ROWID;

-- Whose ledger it is.
CREATE TABLE marks (one INTEGER PRIMARY KEY CHECK (one = 1), site TEXT NOT NULL, key TEXT NOT NULL) STRICT;

CREATE TABLE lease (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    place TEXT NOT NULL,
    pid INTEGER NOT NULL,
    started INTEGER NOT NULL,
    token TEXT NOT NULL,
    until REAL NOT NULL
) STRICT;

-- Every step of every delivery.
CREATE TABLE journal (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    delivery INTEGER NOT NULL,
    state TEXT NOT NULL,
    at TEXT NOT NULL,
    detail TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    due TEXT,
    duplicate INTEGER NOT NULL
) STRICT;

CREATE TRIGGER delivery_began AFTER INSERT ON deliveries BEGIN
    INSERT INTO journal (delivery, state, at, detail, attempts, due, duplicate)
    VALUES (new.number, new.state, new.at, new.detail, new.attempts, new.due, new.duplicate);
END;
CREATE TRIGGER delivery_went_on AFTER UPDATE ON deliveries BEGIN
    INSERT INTO journal (delivery, state, at, detail, attempts, due, duplicate)
    VALUES (new.number, new.state, new.at, new.detail, new.attempts, new.due, new.duplicate);
END;
CREATE TRIGGER settled_is_settled BEFORE UPDATE ON deliveries WHEN NOT old.state NOT IN ('sent', 'dead', 'skipped')
    BEGIN SELECT raise(ABORT, 'what is settled stays'); END;
CREATE TRIGGER delivery_is_the_same BEFORE UPDATE OF number, key, event, thread, subscriber, channel ON deliveries
    BEGIN SELECT raise(ABORT, 'a delivery stays what it is'); END;
CREATE TRIGGER delivery_stays BEFORE DELETE ON deliveries
    BEGIN SELECT raise(ABORT, 'deliveries are never removed'); END;
CREATE TRIGGER news_stays BEFORE DELETE ON news
    BEGIN SELECT raise(ABORT, 'news is never forgotten'); END;
CREATE TRIGGER news_is_the_same BEFORE UPDATE ON news
    BEGIN SELECT raise(ABORT, 'news stays what it is'); END;
CREATE TRIGGER held_stays BEFORE DELETE ON held
    BEGIN SELECT raise(ABORT, 'who was kept waiting is never forgotten'); END;
CREATE TRIGGER held_is_the_same BEFORE UPDATE ON held
    BEGIN SELECT raise(ABORT, 'who was kept waiting stays the same'); END;
CREATE TRIGGER journal_stays BEFORE DELETE ON journal
    BEGIN SELECT raise(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER journal_is_the_same BEFORE UPDATE ON journal
    BEGIN SELECT raise(ABORT, 'the journal is append-only'); END;
"""
_HELD = """
-- For whom something was held back for a while: they are no newcomers when its time has come.
CREATE TABLE held (thread TEXT, subscriber TEXT, PRIMARY KEY (thread, subscriber)) STRICT, WITHOUT ROWID;
"""
_MARKS = """
-- Whose ledger it is.
CREATE TABLE marks (one INTEGER PRIMARY KEY CHECK (one = 1), site TEXT NOT NULL, key TEXT NOT NULL) STRICT;
"""
_HELD_STAYS = """
CREATE TRIGGER held_stays BEFORE DELETE ON held
    BEGIN SELECT raise(ABORT, 'who was kept waiting is never forgotten'); END;
CREATE TRIGGER held_is_the_same BEFORE UPDATE ON held
    BEGIN SELECT raise(ABORT, 'who was kept waiting stays the same'); END;
"""


def _without(text: str, *parts: tuple[str, str]) -> str:
    for old, new in parts:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


VERSION_1 = _without(
    VERSION_2,
    ("user_version = 2", "user_version = 1"),
    (
        "    duplicate INTEGER NOT NULL DEFAULT 0,\n    place TEXT NOT NULL DEFAULT ''\n",
        "    duplicate INTEGER NOT NULL DEFAULT 0\n",
    ),
    ("-- `mark` is what stays the same when the file of it gets another name.\n", ""),
    ("id TEXT PRIMARY KEY, mark TEXT NOT NULL", "id TEXT PRIMARY KEY"),
)
VERSION_3 = (
    _without(VERSION_2, ("user_version = 2", "user_version = 3"))
    + """
-- What a thread was called when something of it was first told: its mails keep that subject.
CREATE TABLE titles (
    thread TEXT,
    language TEXT,
    title TEXT NOT NULL,
    PRIMARY KEY (thread, language)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER titles_stay BEFORE DELETE ON titles
    BEGIN SELECT raise(ABORT, 'a first title is never forgotten'); END;
CREATE TRIGGER titles_are_the_same BEFORE UPDATE ON titles
    BEGIN SELECT raise(ABORT, 'a first title stays what it is'); END;
"""
)
# The first of version 1 knew less.
EARLY_1 = _without(VERSION_1, (_HELD, "\n"), (_MARKS, ""), (_HELD_STAYS, "\n"))

_DELIVERY = """
INSERT INTO deliveries (key, event, thread, subscriber, channel, kind, reason, state, at, detail, attempts, due)
VALUES (?, ?, 'incidents/a', ?, 'email', 'opened', 'wants', ?, '2026-11-21T12:00:00Z', ?, 1, ?)
"""


def old_ledger(path: Path, schema: str) -> Path:
    """Ana was told of an incident, Ben was refused for now; as a run of that version left it."""
    db = sqlite3.connect(path)
    db.executescript(schema)
    path.chmod(0o600)
    db.execute(_DELIVERY, ("a" * 32, "incidents/a/opened", "ana", "sent", "250 2.0.0 Ok", None))
    db.execute(_DELIVERY, ("b" * 32, "incidents/a/opened", "ben", "retry", "451 later", "2026-11-21T12:05:00Z"))
    if "mark TEXT" in schema:
        db.execute("INSERT INTO news (id, mark) VALUES ('incidents/a/opened', 'its mark')")
    else:
        db.execute("INSERT INTO news (id) VALUES ('incidents/a/opened')")
    if "TABLE held" in schema:
        db.execute("INSERT INTO held (thread, subscriber) VALUES ('incidents/a', 'cid')")
        db.execute("INSERT INTO marks (one, site, key) VALUES (1, 'https://status.acme.example/', 'abcdef12')")
    db.commit()
    db.execute("PRAGMA journal_mode = WAL")
    db.close()
    return path
