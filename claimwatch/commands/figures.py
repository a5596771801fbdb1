"""`claimwatch figures`: how claims ended, what was answered in time, what prevents them."""

import json

import click

from claimwatch.bars import for_terminal
from claimwatch.commands.handing import json_option
from claimwatch.commands.stacks import stack_option
from claimwatch.figures_text import figures_text, total_text
from claimwatch.place import place
from shared.domain.errors import InputError
from shared.policy.pack import load_pack
from shared.web.accounting import as_rows, as_values, report
from shared.web.periods import period, today
from shared.web.safe_csv import csv_text
from shared.web.totals import total_rows, total_values, totals
from shared.wiring import utc_now

_COLUMNS = ("account", "store", "from", "until", "figure", "value", "currency")


@click.command()
@click.option("--account", help="Only this account.")
@click.option("--month", metavar="YYYY-MM", help="One month of the store.")
@click.option("--from", "first", metavar="DATE", help="First day; 90 days back, if not given.")
@click.option("--until", "last", metavar="DATE", help="Last day, included; today, if not given.")
@json_option
@click.option("--csv", "as_csv", is_flag=True, help="One figure a row.")
@stack_option
def figures(
    account: str | None,
    month: str | None,
    first: str | None,
    last: str | None,
    as_json: bool,
    as_csv: bool,
    stack: str | None,
) -> None:
    """Count claims, sums and answers: of each account, then of each store and of all.

    docs/figures.md defines each figure.
    """
    if as_json and as_csv:
        raise InputError("--csv", "choose --json or --csv")
    if month and (first or last):
        raise InputError("--month", "choose --month or --from and --until")
    now, pack = utc_now(), load_pack()
    period(month, first, last, now.date())  # what cannot be read is refused before all else
    with place(stack) as here:
        accounts = [here.accounts.get(account)] if account else list(here.accounts.all())
        found = []
        for one in accounts:
            days = period(month, first, last, today(pack.stores[one.store], now))
            found.append(report(here.cases, one, days, now, pack))
    added = totals(found)
    if as_csv:
        rows = [row for each in found for row in as_rows(each)]
        rows += [row for each in added for row in total_rows(each)]
        click.echo(csv_text(_COLUMNS, rows), nl=False)
    elif as_json:
        for values in (*map(as_values, found), *map(total_values, added)):
            click.echo(json.dumps(values, ensure_ascii=False))
    else:
        texts = (*map(figures_text, found), *map(total_text, added))
        for number, text in enumerate(texts):
            for line in (*(("", "") if number else ()), *text):
                click.echo(for_terminal(line))
