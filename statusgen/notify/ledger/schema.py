"""The ledger's tables, and the rules that no code can get around: what was written stays written."""

# ruff: noqa: S608 (statements are put together from constants alone)

APPLICATION = 0x53474C31  # "SGL1": marks the file as ours (sqlite.org/pragma.html#pragma_application_id)
VERSION = 4

COLUMNS = "key, event, thread, subscriber, channel, kind, reason, state, at, detail, attempts, due, duplicate, place"

# Of `open`: 1 while something is still to become of a delivery, 0 when all is done, nothing once it is dead. It says no
# more than the state, but stays as it is while a delivery is claimed and armed: then no index has to be written.
_OPEN = "CASE {} WHEN 'sent' THEN 0 WHEN 'skipped' THEN 0 WHEN 'dead' THEN NULL ELSE 1 END"
# Word for word the same in the index and in what is to use it (sqlite.org/partialindex.html, section 2).
WAITING = "open = 1"

# What a thread was called when something of it was first told: its mails keep that subject.
_TITLES = (
    """CREATE TABLE titles (
    thread TEXT,
    language TEXT,
    title TEXT NOT NULL,
    PRIMARY KEY (thread, language)
) STRICT, WITHOUT ROWID""",
    """CREATE TRIGGER titles_stay BEFORE DELETE ON titles
    BEGIN SELECT raise(ABORT, 'a first title is never forgotten'); END""",
    """CREATE TRIGGER titles_are_the_same BEFORE UPDATE ON titles
    BEGIN SELECT raise(ABORT, 'a first title stays what it is'); END""",
)

_INDEXES = (
    f"CREATE INDEX deliveries_waiting ON deliveries (number) WHERE {WAITING}",
    # Nobody is told of one event twice, whatever the channels: a second row can only be there once the first is dead.
    "CREATE UNIQUE INDEX one_of_event_and_person ON deliveries (event, subscriber) WHERE open IS NOT NULL",
)
_FITS = f"SELECT raise(ABORT, 'open is what the state says') WHERE new.open IS NOT {_OPEN.format('new.state')}"
_WRITE_DOWN = """INSERT INTO journal (delivery, state, at, detail, attempts, due, duplicate)
    VALUES (new.number, new.state, new.at, new.detail, new.attempts, new.due, new.duplicate)"""
_STEPS = (
    f"CREATE TRIGGER delivery_began AFTER INSERT ON deliveries BEGIN {_FITS}; {_WRITE_DOWN}; END",
    f"""CREATE TRIGGER delivery_went_on AFTER UPDATE ON deliveries BEGIN
    SELECT raise(ABORT, 'what is settled stays') WHERE old.open IS NOT 1;
    {_FITS}; {_WRITE_DOWN}; END""",
)

SCHEMA = f"""
PRAGMA application_id = {APPLICATION};
PRAGMA user_version = {VERSION};

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
    place TEXT NOT NULL DEFAULT '',
    open INTEGER DEFAULT 1
) STRICT;
CREATE INDEX deliveries_of_thread ON deliveries (thread);
{";".join(_INDEXES)};

-- `mark` is what stays the same when the file of it gets another name.
CREATE TABLE news (id TEXT PRIMARY KEY, mark TEXT NOT NULL) STRICT, WITHOUT ROWID;
-- For whom something was held back for a while: they are no newcomers when its time has come.
CREATE TABLE held (thread TEXT, subscriber TEXT, PRIMARY KEY (thread, subscriber)) STRICT, WITHOUT ROWID;

{";".join(_TITLES)};

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

{";".join(_STEPS)};
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

# What makes a ledger of each version one of the next. Some of version 1 have `held` and `marks`.
UPGRADES = {
    1: (
        "ALTER TABLE deliveries ADD COLUMN place TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE news ADD COLUMN mark TEXT NOT NULL DEFAULT ''",
        """CREATE TABLE IF NOT EXISTS held (thread TEXT, subscriber TEXT, PRIMARY KEY (thread, subscriber))
        STRICT, WITHOUT ROWID""",
        """CREATE TRIGGER IF NOT EXISTS held_stays BEFORE DELETE ON held
        BEGIN SELECT raise(ABORT, 'who was kept waiting is never forgotten'); END""",
        """CREATE TRIGGER IF NOT EXISTS held_is_the_same BEFORE UPDATE ON held
        BEGIN SELECT raise(ABORT, 'who was kept waiting stays the same'); END""",
        """CREATE TABLE IF NOT EXISTS marks (one INTEGER PRIMARY KEY CHECK (one = 1), site TEXT NOT NULL,
        key TEXT NOT NULL) STRICT""",
    ),
    2: _TITLES,
    3: (
        *(f"DROP TRIGGER {name}" for name in ("delivery_began", "delivery_went_on", "settled_is_settled")),
        *(f"DROP INDEX {name}" for name in ("deliveries_waiting", "one_of_event_and_person")),
        "ALTER TABLE deliveries ADD COLUMN open INTEGER DEFAULT 1",
        f"UPDATE deliveries SET open = {_OPEN.format('state')} WHERE state IN ('sent', 'dead', 'skipped')",
        *_INDEXES,
        *_STEPS,
    ),
}

INSERT = f"""
INSERT INTO deliveries ({COLUMNS}, open)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, {_OPEN.format("?8")})
ON CONFLICT DO NOTHING
"""
GIVE_UP = f"""
UPDATE deliveries SET state = ?1, at = ?2, detail = ?3, place = ?4, due = NULL, open = {_OPEN.format("?1")}
WHERE key = ?5 AND state IN ('planned', 'retry', 'unknown')
"""
REDIRECT = """
UPDATE deliveries SET place = ?1 WHERE key = ?2 AND place <> ?1 AND state IN ('planned', 'retry', 'unknown')
"""
LEARN = "INSERT INTO news (id, mark) VALUES (?, ?) ON CONFLICT DO NOTHING"
HOLD = "INSERT INTO held (thread, subscriber) VALUES (?, ?) ON CONFLICT DO NOTHING"
CALL = "INSERT INTO titles (thread, language, title) VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
TITLES = "SELECT thread, language, title FROM titles WHERE thread IN (SELECT value FROM json_each(?))"
HELD = "SELECT thread, subscriber FROM held WHERE thread IN (SELECT value FROM json_each(?))"
CLAIM = """
UPDATE deliveries SET state = 'claimed', at = ?
WHERE key IN (SELECT value FROM json_each(?)) AND state IN ('planned', 'retry', 'unknown')
RETURNING key
"""
ARM = """
UPDATE deliveries SET state = 'armed', at = ? WHERE key IN (SELECT value FROM json_each(?)) AND state = 'claimed'
"""
# What may have arrived stays marked as such, whatever becomes of it.
SETTLE = f"""
UPDATE deliveries
SET state = one.state, open = {_OPEN.format("one.state")}, at = ?2, detail = one.detail, due = one.due,
    attempts = attempts + 1, duplicate = duplicate OR one.state = 'unknown'
FROM (
    SELECT json_extract(value, '$[0]') AS key, json_extract(value, '$[1]') AS state,
        json_extract(value, '$[2]') AS detail, json_extract(value, '$[3]') AS due
    FROM json_each(?1)
) AS one
WHERE deliveries.key = one.key AND deliveries.state IN ('claimed', 'armed')
"""
RECALL_ARMED = f"""
UPDATE deliveries SET state = 'unknown', at = ?, attempts = attempts + 1, duplicate = 1
WHERE state = 'armed' AND {WAITING}
"""
RECALL_CLAIMED = f"UPDATE deliveries SET state = 'planned', at = ? WHERE state = 'claimed' AND {WAITING}"

MARKS = "SELECT site, key FROM marks"
MARK = "INSERT OR REPLACE INTO marks (one, site, key) VALUES (1, ?, ?)"

LEASE = "SELECT place, pid, started, token, until FROM lease"
TAKE = "INSERT OR REPLACE INTO lease (one, place, pid, started, token, until) VALUES (1, ?, ?, ?, ?, ?)"
PROLONG = "UPDATE lease SET until = ? WHERE token = ? AND until > ?"
GIVE_BACK = "DELETE FROM lease WHERE token = ?"

ROWS = f"SELECT {COLUMNS} FROM deliveries"
ROWS_OF_THREADS = f"{ROWS} WHERE thread IN (SELECT value FROM json_each(?)) ORDER BY number"
ROWS_WAITING = f"{ROWS} WHERE {WAITING} ORDER BY number"
ROWS_ALL = f"{ROWS} ORDER BY number"

LAST_ENTRY = "SELECT coalesce(max(number), 0) FROM journal"
CHANGED = f"""
SELECT number, {COLUMNS} FROM deliveries
WHERE number IN (SELECT delivery FROM journal WHERE number > ?) ORDER BY number
"""

# Each gives a sentence for everything that the rules above would not have let happen.
FAULTS = (
    """SELECT 'the delivery ' || key || ' went on after it was ' || was FROM deliveries JOIN (
        SELECT delivery, lag(state) OVER (PARTITION BY delivery ORDER BY number) AS was FROM journal
    ) ON delivery = deliveries.number WHERE was IN ('sent', 'dead', 'skipped')""",
    """SELECT 'the delivery ' || key || ' is ' || state || ', and the journal says ' || coalesce(told, 'nothing of it')
    FROM deliveries LEFT JOIN (SELECT delivery, max(number) AS last FROM journal GROUP BY delivery)
    ON delivery = deliveries.number LEFT JOIN (SELECT number AS entry, state AS told FROM journal) ON entry = last
    WHERE told IS NOT state""",
    """SELECT count(*) || ' deliveries of ' || event || ' to ' || subscriber FROM deliveries WHERE state <> 'dead'
    GROUP BY event, subscriber HAVING count(*) > 1""",
    """SELECT 'the journal tells of a delivery that is gone, the ' || delivery || 'th' FROM journal
    WHERE delivery NOT IN (SELECT number FROM deliveries) GROUP BY delivery""",
    f"""SELECT 'the delivery ' || key || ' is ' || state || ', and does not count as that' FROM deliveries
    WHERE open IS NOT {_OPEN.format("state")}""",
)
