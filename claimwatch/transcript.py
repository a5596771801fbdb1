"""The lines of a replay as a story people can read."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from claimwatch.observer import Line
from shared.domain.accounts import Account
from shared.domain.instants import stored
from shared.domain.ladder import RUNGS

_PROGRAMMES = {
    "atoz": "A-to-z",
    "safet": "SAFE-T",
    "chargeback": "chargeback",
    "message": "message",
    "return": "return",
}
_STATES = {
    "in_doubt": "doubt",
    "answered": "done",
    "cancelled": "ends",
    "lapsed": "lapses",
}
_LATE_BY = timedelta(minutes=2)
_NOTICES = {
    "closed": "closed",
    "second_claim": "SECOND CLAIM",
    "too_early": "FILED TOO EARLY",
    "contradiction": "CONTRADICTION",
    "no_rule": "NO RULE",
}


def transcript(
    lines: Iterable[Line], accounts: Mapping[str, Account], zone: ZoneInfo | None = None
) -> Iterator[str]:
    """Yield one line of text a line of the replay; times are in ``zone``, else each account's."""
    for line in lines:
        if line["kind"] == "summary":
            yield _summary(line)
            continue
        here = zone or _zone_of(line, accounts)
        told = _TELL[line["kind"]](line, here)
        if told:
            yield f"{_clock(stored(line['at']), here)}  {told}"


def _zone_of(line: Line, accounts: Mapping[str, Account]) -> ZoneInfo:
    account = accounts.get(str(line.get("account", "")))
    if account is None:  # a refused message names nobody: the first account's clock will do
        account = next(iter(accounts.values()))
    return account.first.zone


def _clock(instant: datetime, zone: ZoneInfo) -> str:
    return instant.astimezone(zone).strftime("%a %d %b %H:%M")


def _about(line: Line) -> str:
    programme, _, rest = line["obligation"].partition(".")
    words = f"{_PROGRAMMES[programme]} {rest.replace('_', ' ')}"
    again = f" (round {line['round']})" if line["round"] > 1 else ""
    return f"…{line['order_id'][-4:]}  {words}{again}"


def _reminder(line: Line, _zone: ZoneInfo) -> str:
    if line["channel"] == "topic":
        return ""
    what = [line["rung"]]
    if line["merged_rungs"]:
        what.append(f"stands for {' '.join(line['merged_rungs'])}")
    if line["rung"] in RUNGS:
        apart = stored(line["remind_by"]) - RUNGS[line["rung"]] - stored(line["at"])
        if apart > _LATE_BY:
            what.append("sent early: quiet hours")
        elif apart < -_LATE_BY:
            what.append("after quiet hours")
    file = f"{line['message']:04}.eml" if line["channel"] == "email" else "sms"
    channel = "mail" if line["channel"] == "email" else "SMS"
    return f"{channel:<8}{_about(line)}  {', '.join(what)}  → {line['to']}  {file}"


def _obligation(line: Line, zone: ZoneInfo) -> str:
    by = _clock(stored(line["remind_by"]), zone)
    if line["state"] == "open":
        rule = f"  {line['rule']}" if line["rule"] else ""
        return f"opens   {_about(line)}  by {by}{rule}"
    if line["state"] == "missed":
        end = _clock(stored(line["missed_after"]), zone)
        return f"MISSED  {_about(line)}  no answer recorded by {end}"
    late = ", late" if line["late"] else ""
    return f"{_STATES[line['state']]:<8}{_about(line)}{late}"


def _claim(line: Line, _zone: ZoneInfo) -> str:
    amount = line["amount"]
    money = f"  {amount['value']} {amount['currency']}" if amount else ""
    status = line["status"].replace("_", " ")
    name = _PROGRAMMES[line["programme"]]
    return f"claim   …{line['order_id'][-4:]}  {name}: {status}{money}"


def _rejected(line: Line, _zone: ZoneInfo) -> str:
    return f"refused {line['id']}: {line['reason']}"


def _notice(line: Line, _zone: ZoneInfo) -> str:
    if line["channel"] == "topic":
        return ""
    order = f"…{line['order_id'][-4:]}" if "order_id" in line else line["account"]
    about = _about(line) if "obligation" in line else order
    words = f"  {line['words']}" if line.get("words") else ""
    name = _NOTICES.get(line["notice"], line["notice"])
    return f"notice  {about}  {name}{words}  → {line['to']}  {line['message']:04}.eml"


_TELL = {
    "reminder": _reminder,
    "obligation": _obligation,
    "claim": _claim,
    "rejected": _rejected,
    "notice": _notice,
}


def _summary(line: Line) -> str:
    return (
        f"\n{line['claims']} claims · {line['reminders']} reminders · {line['missed']} missed · "
        f"{line['rejected']} refused · {line['unsent']} unsent"
    )
