"""accounts.toml as a file: read whole, checked account by account."""

import tomllib
from pathlib import Path

from shared.accounts import read_account
from shared.domain.accounts import Account
from shared.domain.errors import InputError
from shared.domain.rules import Pack


def read_accounts(path: Path, pack: Pack) -> list[Account]:
    """Return the accounts of a file; raises InputError naming file, account and field."""
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as wrong:
        raise InputError(str(path), wrong.strerror or "cannot be read") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as wrong:
        raise InputError(str(path), f"is not TOML: {wrong}") from None
    others = tables.keys() - {"accounts"}
    if others or not isinstance(tables.get("accounts"), list) or not tables["accounts"]:
        raise InputError(str(path), "must hold [[accounts]] tables and nothing else")
    try:
        accounts = [read_account(table, pack) for table in tables["accounts"]]
    except InputError as wrong:
        raise InputError(str(path), str(wrong)) from None
    names = [account.slug for account in accounts]
    for name in names:
        if names.count(name) > 1:
            raise InputError(str(path), f"account {name} is there twice")
    return accounts
