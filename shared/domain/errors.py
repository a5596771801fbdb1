"""The few ways in which claimwatch says no."""


class ClaimwatchError(Exception):
    """Something the caller can put right; the message says what is wrong and what is right."""


class InputError(ClaimwatchError):
    """A field of a message, a query or a file holds something that cannot be used."""

    def __init__(self, field: str, problem: str) -> None:
        """Name the field and the problem in one line."""
        super().__init__(f"{field}: {problem}")
        self.field = field


class NoRuleError(ClaimwatchError):
    """No rule of the pack is in force for this obligation, store and date."""


class NoAnchorError(ClaimwatchError):
    """No fact the deadline could be counted from is known, and Amazon stated no date."""


class StaleCaseError(ClaimwatchError):
    """Somebody else changed the case between our read and our write."""

    def __init__(self, current: object) -> None:
        """Carry the case as it is now, None when it is gone."""
        super().__init__("the case was changed in the meantime")
        self.current = current


class NewerItemError(ClaimwatchError):
    """Newer code has stored something in a form that this code cannot read."""


class UnknownAccountError(InputError):
    """No account of this name has been set up."""

    def __init__(self, slug: str) -> None:
        """Name the account."""
        super().__init__("account", f"unknown account {slug[:64]!r}; set it up first")


class CaseFullError(ClaimwatchError):
    """The case holds as many events as it may, and each of them matters."""


class RefusedError(ClaimwatchError):
    """The provider certainly did not take a message; it may be tried again."""


class UnsureError(ClaimwatchError):
    """Nobody knows whether the provider took a message; it is repeated when the lease ends."""


class NoRouteError(RefusedError):
    """The provider could not be reached in the time there is."""


class NoAnswerError(UnsureError):
    """The provider was handed a message, and said nothing in the time there is."""
