from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

import pytest

from tests.cli.deadline_command import Answer, Question, answers_to, question
from tests.oracles.agreement import Oracles
from tests.oracles.calendar_walk import Row

Edge = tuple[Question, Answer]

A_SECOND = timedelta(seconds=1)
A_DAY = timedelta(days=1)
LAST_SECOND = time(23, 59, 59)
NO_RULE = "no rule"

walk = Oracles().walk


def text(instant: datetime) -> str:
    return f"{instant.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def wall(store: str, day: date, clock: time = time()) -> str:
    return text(datetime.combine(day, clock, walk.stores[store].zone))


def one_more(store: str, unit: str, instant: str) -> Question:
    """Ask with a window printed in the notice, which leaves the rule's own amounts aside."""
    return question("atoz.info_request", store, window=(1, unit), information_requested=instant)


def neighbour(row: Row, day: date) -> str:
    """Name the rule that goes before or after a rule's dates, if one does."""
    set_of_row = (row.obligation, row.case, row.stores)
    found = [
        other.rule
        for other in walk.rows
        if (other.obligation, other.case, other.stores) == set_of_row
        and day in {other.first_day, other.last_day}
    ]
    return found[0] if found else NO_RULE


def points_of(row: Row) -> Iterator[tuple[str, date, time, str]]:
    """Yield five local times around a rule's dates, and the rule that is in force at each."""
    first, last = row.first_day, row.last_day
    if first > date.min:
        yield "before", first - A_DAY, LAST_SECOND, neighbour(row, first - A_DAY)
        yield "at the beginning of", first, time(), row.rule
    yield "inside", last - A_DAY if first == date.min else first + A_DAY, time(12), row.rule
    if last < date.max:
        yield "at the end of", last, LAST_SECOND, row.rule
        yield "after", last + A_DAY, time(), neighbour(row, last + A_DAY)


def around_rules() -> Iterator[tuple[str, Edge]]:
    """With a printed window later rules are left aside, so the answer names the rule in force."""
    dated = [row for row in walk.rows if (row.first_day, row.last_day) != (date.min, date.max)]
    for row in dated:
        for store in ("US", "BR", "AU", "JP") if "*" in row.stores else row.stores:
            for point, day, clock, rule in points_of(row):
                anchors = dict.fromkeys(row.anchors, wall(store, day, clock))
                window = (1, "elapsed_hours")
                asked = question(row.obligation, store, case=row.case, window=window, **anchors)
                answer = {"error": day.isoformat()} if rule == NO_RULE else {"rule": rule}
                yield f"{point} {row.rule} in {store}", (asked, answer)


# An anchor whose expected reading is the very second at which the next rule takes effect; then that
# reading a second earlier, at it and a second later, and the rule before and after.
CHANGES = {
    ("safet.file", "US", "return_delivered", "2025-12-18T08:00:00Z"): (
        ("2026-02-16T07:59:59Z", "2026-02-16T08:00:00Z", "2026-02-16T08:00:00Z"),
        ("safet.file.us.2025", "safet.file.us"),
    ),
    ("return.process", "US", "return_delivered", "2026-01-22T08:00:00Z"): (
        ("2026-01-24T07:59:59Z", "2026-01-26T08:00:00Z", "2026-01-26T08:00:01Z"),
        ("return.process.us.2025", "return.process.us"),
    ),
    ("atoz.info_request", "JP", "information_requested", "2020-07-23T15:00:00Z"): (
        ("2020-07-26T14:59:59Z", "2020-07-26T15:00:00Z", "2020-07-26T15:00:00Z"),
        ("atoz.answer.2019", "atoz.info-request"),
    ),
}


def around_changes() -> Iterator[tuple[str, Edge]]:
    """A rule is applied as well only when it takes effect before the cut-off, not at it."""
    for (obligation, store, anchor, instant), (ends, (earlier, later)) in CHANGES.items():
        rules = {"before": earlier, "at": earlier, "after": later}
        for seconds, (point, rule), expected in zip((-1, 0, 1), rules.items(), ends, strict=True):
            moved = datetime.fromisoformat(instant) + seconds * A_SECOND
            asked = question(obligation, store, **{anchor: text(moved)})
            answer = {"rule": rule, "expected": expected}
            yield f"a cut-off {point} the beginning of {later} in {store}", (asked, answer)


# An anchor in the week of Monday 6 July 2026, which has no holiday and no clock change; then the
# earliest and the expected reading of one business day, and the day at whose end the latest is.
SUNDAY_TO_FRIDAY = {
    "before the week": ("05T23:59:59", "06T23:59:59", "07T00:00:00", 7),
    "at the beginning of the week": ("06T00:00:00", "07T00:00:00", "07T00:00:00", 7),
    "inside the week": ("08T12:00:00", "09T12:00:00", "09T12:00:00", 9),
}
WEEKS = {
    "Mon-Fri": SUNDAY_TO_FRIDAY
    | {
        "at the end of the week": ("10T23:59:59", "13T23:59:59", "13T23:59:59", 13),
        "after the week": ("11T00:00:00", "13T00:00:00", "14T00:00:00", 14),
        "at the end of the weekend": ("12T23:59:59", "13T23:59:59", "14T00:00:00", 14),
    },
    "Mon-Sat": SUNDAY_TO_FRIDAY
    | {
        "on its last day but one": ("10T23:59:59", "11T23:59:59", "11T23:59:59", 11),
        "at the end of the week": ("11T23:59:59", "13T23:59:59", "13T23:59:59", 13),
        "after the week": ("12T00:00:00", "13T00:00:00", "14T00:00:00", 14),
    },
}
WORKING = {"US": "Mon-Fri", "UK": "Mon-Fri", "SG": "Mon-Fri", "AE": "Mon-Sat", "IN": "Mon-Sat"}


def around_weeks() -> Iterator[tuple[str, Edge]]:
    for store, week in WORKING.items():
        for point, (*walls, last) in WEEKS[week].items():
            moments = [datetime.fromisoformat(f"2026-07-{at}") for at in walls]
            anchor, earliest, expected = (wall(store, at.date(), at.time()) for at in moments)
            latest = wall(store, date(2026, 7, last) + A_DAY)
            answer = {"earliest": earliest, "expected": expected, "latest": latest}
            yield f"{point} in {store}", (one_more(store, "business_days", anchor), answer)


# When a day begins in a store, and when it and the next two end.
DAYS = {
    "an ordinary day": ("US", "06-10T07Z", "06-11T07Z", "06-12T07Z", "06-13T07Z"),
    "a day before one of 23 hours": ("US", "03-07T08Z", "03-08T08Z", "03-09T07Z", "03-10T07Z"),
    "a day of 23 hours": ("US", "03-08T08Z", "03-09T07Z", "03-10T07Z", "03-11T07Z"),
    "a day of 25 hours": ("US", "11-01T07Z", "11-02T08Z", "11-03T08Z", "11-04T08Z"),
    "a day whose next begins at one": (
        "BR", "2018-11-03T03Z", "2018-11-04T03Z", "2018-11-05T02Z", "2018-11-06T02Z",
    ),
    "a day that begins at one": (
        "BR", "2018-11-04T03Z", "2018-11-05T02Z", "2018-11-06T02Z", "2018-11-07T02Z",
    ),
    "a day whose last hour is there twice": (
        "EG", "10-28T21Z", "10-29T22Z", "10-30T22Z", "10-31T22Z",
    ),
    "a leap day": ("DE", "2028-02-28T23Z", "2028-02-29T23Z", "2028-03-01T23Z", "2028-03-02T23Z"),
    "the last day of a year": (
        "JP", "2026-12-30T15Z", "2026-12-31T15Z", "2027-01-01T15Z", "2027-01-02T15Z",
    ),
}  # fmt: skip


def around_days() -> Iterator[tuple[str, Edge]]:
    """One calendar day later is at the latest 24:00 of the next day."""
    for name, (store, *ends) in DAYS.items():
        written = [end if end[:2] == "20" else f"2026-{end}" for end in ends]
        begin, end, next_end, end_after_next = map(datetime.fromisoformat, written)
        points = {
            "before": (begin - A_SECOND, end),
            "at the beginning of": (begin, next_end),
            "inside": (begin + (end - begin) / 2, next_end),
            "at the end of": (end - A_SECOND, next_end),
            "after": (end, end_after_next),
        }
        for point, (anchor, latest) in points.items():
            asked = one_more(store, "calendar_days", text(anchor))
            yield f"{point} {name}", (asked, {"latest": text(latest)})


EDGES = dict([*around_rules(), *around_changes(), *around_weeks(), *around_days()])


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Answer]:
    folder = tmp_path_factory.mktemp("boundaries")
    return dict(zip(EDGES, answers_to(folder, [asked for asked, _ in EDGES.values()]), strict=True))


@pytest.mark.parametrize("point", EDGES)
def test_a_boundary_belongs_to_the_side_it_is_written_on(
    answers: dict[str, Answer], point: str
) -> None:
    _, wanted = EDGES[point]

    told = {name: answers[point].get(name) for name in wanted}

    if "error" in wanted:
        assert wanted["error"] in (told["error"] or "")
    else:
        assert told == wanted


def test_every_boundary_is_tried(answers: dict[str, Answer]) -> None:
    assert len(EDGES) > 150
    assert {row.rule for row in walk.rows if row.first_day > date.min} <= {
        answer.get("rule") for answer in answers.values()
    }
