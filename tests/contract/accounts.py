"""The sellers of the plays, and how an accounts file names them."""

import json
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Contact:
    """One person to remind."""

    name: str = "owner"
    more: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Account:
    """One seller in one store; by default in UTC, never asleep, and with one contact."""

    slug: str
    store: str
    zone: str = "UTC"
    quiet: str = ""
    more: dict[str, object] = field(default_factory=dict)
    contacts: tuple[Contact, ...] = (Contact(),)

    def table(self) -> str:
        """Write the account down."""
        values = {
            "account": self.slug,
            "store": self.store,
            "time_zone": self.zone,
            "language": "en",
            "quiet_hours": self.quiet,
            **self.more,
        }
        return "\n".join([*_lines("[[accounts]]", values), *map(self._contact, self._numbered())])

    def mail(self, name: str = "owner") -> str:
        """Return the address of a contact."""
        return f"{name}@{self.slug}.example.com"

    def _numbered(self) -> list[tuple[int, Contact]]:
        return list(enumerate(self.contacts, 1))

    def _contact(self, numbered: tuple[int, Contact]) -> str:
        order, contact = numbered
        values = {"name": contact.name, "email": self.mail(contact.name), "order": order}
        return "\n".join(_lines("[[accounts.contacts]]", values | contact.more))


def _lines(head: str, values: dict[str, object]) -> list[str]:
    return [head, *(f"{name} = {json.dumps(value)}" for name, value in values.items()), ""]


def accounts_file(*accounts: Account) -> str:
    """Write an accounts file."""
    return "\n".join(account.table() for account in accounts)


LITTLE: dict[str, object] = {"watch": ["safet.appeal"]}  # states are told all the same
PLAIN = accounts_file(
    Account("us", "US", more=LITTLE),
    Account("ca", "CA", more=LITTLE),
    Account("de", "A1PA6795UKMFR9", more=LITTLE),
    Account("ae", "AE", more=LITTLE),
    Account("sa", "SA", more=LITTLE),
    Account("in", "IN", more=LITTLE),
    Account("jp", "JP", more=LITTLE),
)
