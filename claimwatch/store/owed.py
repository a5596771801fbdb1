"""What is owed, round by round, as the local store finds it without reading a case.

Time alone moves a round from open to in doubt to missed. So a row holds its two instants, and every
question is put to the clock when it is asked: how old a row is does not matter.
"""

import sqlite3
from collections.abc import Mapping
from typing import Any

from claimwatch.owed import Asked, Owed, Owing
from shared.adapters.items import Item
from shared.adapters.keys import account_partition
from shared.domain.claims import FINAL
from shared.domain.instants import instant_of, seconds_of
from shared.domain.rounds import State
from shared.domain.waiting import Waiting, read_waits

SCHEMA = """
CREATE TABLE owed (
    pk TEXT NOT NULL, sk TEXT NOT NULL, obligation TEXT NOT NULL, number INTEGER NOT NULL,
    remind_by INTEGER NOT NULL, missed_after INTEGER NOT NULL, settled INTEGER NOT NULL,
    PRIMARY KEY (pk, sk, obligation, number)
) WITHOUT ROWID;
CREATE INDEX owed_by ON owed (remind_by, missed_after);
CREATE INDEX owed_until ON owed (missed_after, remind_by);
CREATE INDEX owed_missed ON owed (missed_after) WHERE NOT settled;
"""
"""``settled``: nobody has to hear of it once its time is over."""
_ALL = 1 << 40
_OF = "(:pk = '' OR pk = :pk)"
_LIVE = f"FROM owed WHERE missed_after >= :now AND {_OF}"
_MISSED = f"FROM owed WHERE NOT settled AND missed_after < :now AND {_OF}"
_ROW = "SELECT pk, sk, obligation, number, remind_by, missed_after"
_PLACE = "pk, sk, obligation, number"
_LIVE_FIRST = f"""
{_ROW} {_LIVE} AND (remind_by >= :now AND :open OR remind_by < :now AND :in_doubt)
ORDER BY remind_by, {_PLACE} LIMIT :most
"""
_MISSED_LAST = f"""
{_ROW} {_MISSED} ORDER BY missed_after DESC, pk DESC, sk DESC, obligation DESC, number DESC
LIMIT :most
"""
_COUNT_LIVE = f"""
SELECT count(*), ifnull(sum(remind_by < :now), 0), ifnull(sum(remind_by <= :urgent), 0) {_LIVE}
"""


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


def read_owing(database: sqlite3.Connection, account: str | None, asked: Asked) -> Owing:
    """Return what a list shows of an account, or of all; what is only counted is not read."""
    values: dict[str, Any] = {
        "pk": account_partition(account) if account else "",
        "now": seconds_of(asked.now),
        "urgent": seconds_of(asked.urgent_by),
        "open": "open" in asked.states,
        "in_doubt": "in_doubt" in asked.states,
        "most": _ALL if asked.most is None else asked.most,
    }
    live, in_doubt, soon = database.execute(_COUNT_LIVE, values).fetchone()
    (missed,) = database.execute(f"SELECT count(*) {_MISSED}", values).fetchone()
    shown = [_owed(*row) for row in database.execute(_LIVE_FIRST, values)]
    if "missed" in asked.states:
        values["most"] = max(values["most"] - len(shown), 0)
        last = [_owed(*row) for row in database.execute(_MISSED_LAST, values)]
        shown += reversed(last)
    counts: dict[State, int] = {"open": live - in_doubt, "in_doubt": in_doubt, "missed": missed}
    return Owing(shown, counts, soon + missed)


def _owed(pk: str, sk: str, obligation: str, number: int, by: int, end: int) -> Owed:  # noqa: PLR0913, PLR0917 - a row
    account, order = pk.partition("#")[2], sk.partition("#")[2]
    return Owed(account, order, obligation, number, instant_of(by), instant_of(end))


def _settles(each: Waiting, claims: Mapping[str, Any]) -> bool:
    return not each.hard or claims.get(each.programme, {}).get("status") in FINAL
