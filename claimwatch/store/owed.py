"""What is owed, round by round, as the local store finds it without reading a case.

Time alone moves a round from open to in doubt to missed. So a row holds its two instants, and every
question is put to the clock when it is asked: how old a row is does not matter.
"""

import sqlite3
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from claimwatch.owed import Owed
from shared.adapters.items import Item
from shared.adapters.keys import account_partition
from shared.domain.claims import FINAL
from shared.domain.instants import instant_of, seconds_of
from shared.domain.waiting import Waiting, read_waits

SCHEMA = """
CREATE TABLE owed (
    pk TEXT NOT NULL, sk TEXT NOT NULL, obligation TEXT NOT NULL, number INTEGER NOT NULL,
    remind_by INTEGER NOT NULL, missed_after INTEGER NOT NULL, settled INTEGER NOT NULL,
    PRIMARY KEY (pk, sk, obligation, number)
) WITHOUT ROWID;
CREATE INDEX owed_until ON owed (missed_after);
CREATE INDEX owed_missed ON owed (missed_after) WHERE NOT settled;
"""
"""``settled``: nobody has to hear of it once its time is over."""
_ROWS = """
SELECT pk, sk, obligation, number, remind_by, missed_after
FROM owed WHERE {} AND (:pk = '' OR pk = :pk)
"""
_OPEN, _MISSED = (
    _ROWS.format(each) for each in ("missed_after >= :now", "NOT settled AND missed_after < :now")
)


def write_owed(database: sqlite3.Connection, item: Item) -> None:
    """Bring the rows of a case up to what its item says."""
    pk, sk = item["pk"], item["sk"]
    if item["version"] > 1:
        database.execute("DELETE FROM owed WHERE pk = ? AND sk = ?", (pk, sk))
    waits = read_waits("", "", item.get("waits", ""))
    claims = item["summary"]["claims"] if waits.rounds else {}
    database.executemany(
        "INSERT OR REPLACE INTO owed VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            (pk, sk, each.obligation, each.number, seconds_of(each.remind_by),
             seconds_of(each.missed_after), _settles(each, claims))
            for each in waits.rounds
        ],
    )  # fmt: skip


def read_owed(database: sqlite3.Connection, account: str | None, now: datetime) -> list[Owed]:
    """Return what is open, in doubt or missed: of an account, or of all."""
    asked = {"pk": account_partition(account) if account else "", "now": seconds_of(now)}
    return [
        Owed(pk.partition("#")[2], sk.partition("#")[2], obligation, number, instant_of(by),
             instant_of(end))
        for rows in (_OPEN, _MISSED)
        for pk, sk, obligation, number, by, end in database.execute(rows, asked)
    ]  # fmt: skip


def _settles(each: Waiting, claims: Mapping[str, Any]) -> bool:
    return not each.hard or claims.get(each.programme, {}).get("status") in FINAL
