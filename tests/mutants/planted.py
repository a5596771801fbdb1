# ruff: noqa: E501, ANN401, ARG005, PLR0913, PLR0917, SLF001 - a line a bug, and bugs meddle
"""Bugs made by hand outside the protocol, and for each the tests that must fail with it.

Those of the protocol are played in the simulation (``tests/simulation/mutants.py``). A bug that is
found in the field, or that a reviewer can think of, goes here; `make mutants` plays them all.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, timedelta
from typing import Any
from unittest.mock import patch

from shared.adapters import signed_links
from shared.adapters.account_table import AccountTable
from shared.adapters.case_table import CaseTable
from shared.adapters.mailer import Mailer
from shared.adapters.object_store import ObjectStore
from shared.adapters.queues import ClaimEventQueue, Quarantine, Request
from shared.adapters.table import Table
from shared.domain import fold, parcels, plan, protocol
from shared.intake import writers
from shared.steps import deliveries, files, ingest, sweep
from shared.steps.digests import Digests
from shared.steps.files import Files
from shared.steps.posting import Posting
from shared.steps.reconcile import Reconcile
from shared.steps.refusals import Refusals

Patch = Callable[[], AbstractContextManager[Any]]
UNSEEN, FILES = "tests/integration/test_unseen.py", "tests/integration/test_ingest_file.py"
SENT, KEYS = "tests/integration/test_send_reminder.py", "tests/integration/test_link_keys.py"
SETTINGS = "tests/integration/test_settings.py"
HANGING = "tests/integration/test_hanging.py"
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Mutant:
    """One bug."""

    name: str
    patch: Patch
    seen_by: tuple[str, ...]
    """Tests as pytest names them; at least one must fail."""


def _in(target: Any, name: str, wrong: Callable[..., Any]) -> Patch:
    """Put ``wrong(right, *arguments)`` in the place of a function or method."""
    right = getattr(target, name)

    def mutated(*args: Any, **kwargs: Any) -> Any:
        return wrong(right, *args, **kwargs)

    return lambda: patch.object(target, name, mutated)


def _as(target: Any, name: str, value: Any) -> Patch:
    return lambda: patch.object(target, name, value)


def _quiet(right: Any, *args: Any, **more: Any) -> None:
    """Pass over whatever goes wrong."""
    with suppress(Exception):
        right(*args, **more)


def _nothing(right: Any, *args: Any, **more: Any) -> None:
    """Do nothing at all."""


# ── queues, pages, files ────────────────────────────────────────────────────────────────────────


def _if_all_failed(right: Any, self: Any, bodies: Any) -> None:
    for first in range(0, len(bodies), 10):
        entries = [
            {"Id": str(n), "MessageBody": b} for n, b in enumerate(bodies[first : first + 10])
        ]
        answer = self._client.send_message_batch(QueueUrl=self._url, Entries=entries)
        if len(answer.get("Failed", ())) == len(entries):
            raise RuntimeError


def _empty_page_ends(right: Any, self: Any, condition: Any, values: Any, **more: Any) -> Any:
    client, pages = self.client, 0

    class Client:
        def query(self, **asked: Any) -> Any:
            nonlocal pages
            page, pages = client.query(**asked), pages + 1
            if not page["Items"]:
                page.pop("LastEvaluatedKey", None)
            return page

    reader = Table(Client(), self._name)  # type: ignore[arg-type]
    yield from right(reader, condition, values, **more)


def _full_batches(right: Any, self: Any, bodies: Any) -> None:
    if len(bodies) == 10:
        right(self, bodies)


def _first_piece(right: Any, self: Any, bucket: Any, key: Any, file: Any, most: Any) -> None:
    right(self, bucket, key, file, most)
    file.truncate(100)


def _unbounded(right: Any, self: Any, bucket: Any, key: Any, file: Any, most: Any) -> None:
    right(self, bucket, key, file, 1 << 40)


def _no_horizon(right: Any, self: Any) -> str:
    return str(right(replace(self, horizon=None)))


# ── what is believed ────────────────────────────────────────────────────────────────────────────


def _believed(*kinds: str) -> Patch:
    """Events of these kinds count as verified, whatever they say."""

    def believed(right: Any, message: Any, *rest: Any) -> Any:
        sure = {"verified": True} if message["type"] in kinds else {}
        return right({**message, **sure}, *rest)

    return _in(ingest, "claim_event", believed)


def _latest_reported(right: Any, self: Any, each: Any, event: Any) -> None:
    if not event.verified and event.stated() is not None:
        each.reported = None
    right(self, each, event)


def _always_verified(right: Any, *args: Any, **more: Any) -> Any:
    return replace(right(*args, **more), verified=True)


def _gray_passes(right: Any, said: Any, stores: Any) -> Any:
    return right(json.loads(json.dumps(said).replace('"GRAY"', '"PASS"')), stores)


def _nobodys(right: Any, *args: Any, **more: Any) -> Any:
    opened = right(*args, **more)
    refused = any("takes more" in getattr(each, "reason", "") for each in opened.findings)
    return replace(opened, account=None) if refused else opened


# ── sending ─────────────────────────────────────────────────────────────────────────────────────


def _sms_taken(right: Any, self: Any, entry: Any) -> Any:
    send = right(self, entry)
    if entry.parcel.first.channel != "sms":
        return send

    def sent() -> None:
        with suppress(Exception):
            send()

    return sent


def _holds_everybody(right: Any, of: Any, slot: Any) -> Any:
    holds = [hold.until for hold in of.holds.values()]
    return max(right(of, slot), *holds) if holds else right(of, slot)


def _first_ones_quiet(right: Any, each: Any, track: Any, account: Any, *rest: Any) -> Any:
    first, *others = account.contacts
    quiet = [replace(other, quiet=first.quiet, zone=first.zone) for other in others]
    return right(each, track, replace(account, contacts=(first, *quiet)), *rest)


def _afters_together(right: Any, slot: Any) -> str:
    is_after = slot.kind == "reminder" and slot.name == "after" and slot.channel == "email"
    return "after" if is_after else str(right(slot))


def _no_second_try(right: Any, self: Any, message: Any, tags: Any) -> None:
    self._send(message, tags)


def _one_reader(right: Any, self: Any, account: Any, writer: Any) -> Any:
    return [next(iter(right(self, account, writer)))]


def _always_first(right: Any, self: Any, account: Any, writer: Any) -> Any:
    return right(self, account, replace(writer, contact=None))


# ── digests, the walk, settings ─────────────────────────────────────────────────────────────────


def _in_utc(right: Any, self: Any) -> Any:
    sent = self.accounts.digest_sent
    last = self.accounts.last_digest
    today = self.now().astimezone(UTC).date().isoformat()

    class Accounts:
        all = self.accounts.all

        def last_digest(self, slug: str, address: str) -> str:
            return "9999" if last(slug, address) >= today else ""

        def digest_sent(self, slug: str, address: str, day: str) -> None:  # noqa: ARG002
            sent(slug, address, today)

    return right(replace(self, accounts=Accounts()))


def _marked_first(right: Any, self: Any, account: Any, contact: Any) -> Any:
    day = self.now().astimezone(contact.zone).date().isoformat()
    self.accounts.digest_sent(account.slug, contact.email, day)
    return right(self, account, contact)


def _only_lost(right: Any, self: Any, stored: Any, world: Any, done: Any) -> None:
    if stored.next is None:
        right(self, stored, world, done)


def _over_what_came(right: Any, self: Any, stored: Any, world: Any, done: Any) -> None:
    cases = self.cases

    class Cases:
        def put(self, case: Any) -> Any:
            now = cases.get(case.account, case.order_id)
            return cases.put(replace(case, version=now.version))

    right(replace(self, cases=Cases()), stored, world, done)


def _one_page(right: Any, self: Any, *args: Any, **more: Any) -> Any:
    yield from list(right(self, *args, **more))[:1]


def _unconditional(right: Any, self: Any, item: Any, when: Any = None) -> None:
    right(self, item)


def _never_anew(right: Any, self: Any, key: Any, period: Any) -> int:
    return int(right(self, key, "always"))


@contextmanager
def _for_a_day(*modules: str) -> Iterator[None]:
    with ExitStack() as stack:
        for module in modules:
            stack.enter_context(patch(f"{module}.FRESH", DAY))
        yield


def _first_covered(right: Any, headers: Any) -> list[str]:
    return list(right(headers)[:2])


MUTANTS: tuple[Mutant, ...] = (
    # those of which a review of November 2026 found that nobody saw them
    Mutant("a queue that took part of a batch took all of it",
           _in(ClaimEventQueue, "add", _if_all_failed), (f"{UNSEEN}::test_a_report_of_which_the_queue_took_only_part_is_read_again",)),
    Mutant("a quarantine that cannot be written is passed over", _in(Quarantine, "add", _quiet),
           (f"{UNSEEN}::test_what_cannot_be_put_into_quarantine_is_not_let_go",)),
    Mutant("an unverified refund is believed", _believed("order_refunded"),
           (f"{UNSEEN}::test_an_unverified_word_ends_and_delays_nothing",)),
    Mutant("a text message counts as sent whatever the provider says", _in(Posting, "_single", _sms_taken),
           (f"{UNSEEN}::test_a_text_message_that_was_refused_is_sent_again",)),
    Mutant("the walk writes over what came in between", _in(Reconcile, "_compare", _over_what_came),
           (f"{UNSEEN}::test_the_walk_leaves_alone_what_came_in_while_it_looked",)),
    Mutant("an unverified snooze counts", _believed("snoozed"),
           (f"{UNSEEN}::test_an_unverified_word_ends_and_delays_nothing",)),
    Mutant("the walk repairs only what has fallen off the index", _in(Reconcile, "_compare", _only_lost),
           (f"{UNSEEN}::test_the_walk_puts_a_case_right_that_would_be_looked_at_too_late",)),
    Mutant("copies follow the quiet hours of the first contact", _in(plan, "_escalated", _first_ones_quiet),
           (f"{UNSEEN}::test_the_second_contact_is_woken_by_their_own_clock",)),
    Mutant("several obligations run out in one message", _in(parcels, "_together", _afters_together),
           (f"{UNSEEN}::test_obligations_of_one_event_run_out_one_by_one",)),
    Mutant("the day of a digest is that of Greenwich", _in(Digests, "run", _in_utc),
           (f"{UNSEEN}::test_everybody_has_one_digest_a_day_of_their_own",)),
    Mutant("a later unverified date replaces an earlier one", _in(fold._Fold, "_take_dates", _latest_reported),
           (f"{UNSEEN}::test_of_two_unverified_dates_the_earlier_one_reminds",)),
    Mutant("an empty page ends an index", _in(Table, "_pages", _empty_page_ends),
           (f"{UNSEEN}::test_an_empty_page_of_an_index_is_not_its_end",)),
    Mutant("one refused address keeps everybody waiting", _in(protocol, "_look", _holds_everybody),
           (f"{UNSEEN}::test_who_cannot_be_mailed_keeps_nobody_else_waiting",)),
    Mutant("settings are believed for a day", lambda: _for_a_day("shared.adapters.account_table"),
           (f"{UNSEEN}::test_what_another_container_changed_is_followed_within_a_minute",)),
    Mutant("another store is followed by what is open alone", _in(AccountTable, "quiet_from", _nothing),
           (f"{SETTINGS}::test_a_store_that_gives_quiet_cases_a_duty_is_followed_within_a_minute",)),
    Mutant("what is quiet follows another store up to the share of a minute",
           _in(AccountTable, "followed", lambda right, self, slug, due_at, upto=None: right(self, slug, due_at)),
           (f"{SETTINGS}::test_of_many_quiet_cases_each_minute_takes_its_share_twice",)),
    Mutant("what is quiet follows another store all at once", _as(sweep, "MOST_QUIET", 1 << 20),
           (f"{SETTINGS}::test_a_minute_takes_no_more_quiet_cases_than_the_senders_have_room_for",)),
    # their kin
    Mutant("rules are believed for a day", lambda: _for_a_day("shared.adapters.rule_table"),
           (f"{UNSEEN}::test_rules_that_another_container_laid_over_ours_hold_within_a_minute",)),
    Mutant("an unverified withdrawal is believed", _believed("claim_withdrawn"),
           (f"{UNSEEN}::test_an_unverified_word_ends_and_delays_nothing",)),
    Mutant("an unverified acknowledgement is believed", _believed("acknowledged"),
           (f"{UNSEEN}::test_an_unverified_word_ends_and_delays_nothing",)),
    Mutant("an unverified decline is believed", _believed("declined"),
           (f"{UNSEEN}::test_an_unverified_word_ends_and_delays_nothing",)),
    Mutant("only full batches of a file are handed on", _in(ClaimEventQueue, "add", _full_batches),
           (f"{UNSEEN}::test_every_row_of_a_report_arrives_however_many_there_are",)),
    Mutant("a file is read to its first piece", _in(ObjectStore, "save_to", _first_piece),
           (f"{UNSEEN}::test_every_row_of_a_report_arrives_however_many_there_are",)),
    Mutant("a file may be as large as it likes", _in(ObjectStore, "save_to", _unbounded),
           (f"{FILES}::test_a_file_beyond_all_bounds_is_refused_unread",)),
    Mutant("every mail is believed", _in(files, "verdict", _always_verified),
           (f"{FILES}::test_only_the_word_of_ses_makes_a_mail_believed",)),
    Mutant("a domain without a policy is believed", _in(files, "verdict", _gray_passes),
           (f"{FILES}::test_only_the_word_of_ses_makes_a_mail_believed",)),
    Mutant("a bomb is nobody's", _in(files, "open_apart", _nobodys),
           (f"{FILES}::test_a_bomb_is_refused_with_a_reason_and_the_function_goes_on",)),
    Mutant("strangers use up what contacts need", lambda: patch.object(
        writers.Writer, "group", property(lambda _: "nobody")),
           (f"{FILES}::test_two_hundred_forged_mails_do_not_silence_the_owners_own_forward",)),
    Mutant("one domain may use up the share of all", _as(writers, "MOST_OF_A_DOMAIN", 1 << 20),
           (f"{FILES}::test_a_flood_is_stopped_where_it_can_be_seen_and_told",)),
    Mutant("what is too much is kept and not told", _in(Refusals, "too_many", _nothing),
           (f"{FILES}::test_who_forwards_more_than_is_taken_hears_of_each",)),
    Mutant("what cannot be read is kept and not told", _in(Refusals, "unreadable", _nothing),
           (f"{FILES}::test_what_looks_like_a_claim_and_cannot_be_read_is_told_each_time_where_amazon_wrote_it",)),
    Mutant("a notice that is refused goes to nobody else", _in(Refusals, "_readers", _one_reader),
           (f"{FILES}::test_a_notice_that_is_not_taken_goes_to_the_next_contact",)),
    Mutant("who forwards hears nothing, the first contact does", _in(Refusals, "_readers", _always_first),
           (f"{FILES}::test_who_forwards_more_than_is_taken_hears_of_each",)),
    Mutant("what cannot be read is set aside", _in(Files, "_hand_on", lambda right, self, findings, *rest:
           right(self, [x for x in findings if not hasattr(x, "row")], *rest)),
           (f"{FILES}::test_what_looks_like_a_claim_and_cannot_be_read_is_told_each_time_where_amazon_wrote_it",)),
    Mutant("a digest is marked before it is sent", _in(Digests, "_letter", _marked_first),
           ("tests/integration/test_unseen.py::test_a_digest_that_was_refused_is_sent_an_hour_later",)),
    Mutant("the walk sees the first case of an account", _in(CaseTable, "of_account", _one_page),
           (f"{UNSEEN}::test_the_walk_sees_every_case_of_every_account",)),
    Mutant("only the first account is walked", _in(AccountTable, "all", _one_page),
           (f"{UNSEEN}::test_the_walk_sees_every_case_of_every_account",)),
    Mutant("writes ask for nothing", _in(Table, "put", _unconditional),
           (f"{UNSEEN}::test_the_walk_leaves_alone_what_came_in_while_it_looked",)),
    Mutant("a count never begins anew", _in(Table, "count", _never_anew),
           ("tests/integration/test_counts.py", f"{UNSEEN}::test_what_is_counted_begins_anew_each_day")),
    Mutant("a report of a list counts for its first case", _in(deliveries, "_covers", _first_covered),
           ("tests/integration/test_bundles.py",)),
    Mutant("a mailbox that is full is given up", _as(deliveries, "_passing", lambda _: False),
           ("tests/integration/test_record_delivery.py",)),
    Mutant("what goes early is looked at when it is due", _in(Request, "body", _no_horizon),
           (f"{UNSEEN}::test_what_is_asked_for_ahead_of_its_time_goes_out_then",)),
    Mutant("a mail that came too fast waits for a minute", _in(Mailer, "send", _no_second_try),
           ("tests/unit/test_mailer_retries.py",)),
    Mutant("keys that cannot be read are asked for by every mail",
           _as(signed_links, "_AT_MOST_EVERY", timedelta(0)), (KEYS,)),
    Mutant("a signature that is not known is never looked up", _in(signed_links.LinkKeys, "read_again",
           lambda right, self: self._keys), (KEYS,)),
)  # fmt: skip
