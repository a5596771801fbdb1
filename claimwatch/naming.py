"""Which claim somebody means who does not write its whole name."""

from claimwatch.place import Place
from claimwatch.verbs import split_order
from shared.domain.errors import InputError
from shared.domain.protocol import World

AS_IN = "as in blue-kettle/atoz/113-5550123-5550199"


def order_in_full(here: Place, text: str) -> tuple[str, str]:
    """Return account and order of a claim id, of account/order, or of an order one account has.

    Raises InputError, naming the candidates where there are several.
    """
    if "/" in text:
        return split_order(text)
    accounts = [each.slug for each in here.accounts.all()]
    found = [slug for slug in accounts if here.cases.get(slug, text) is not None]
    if len(found) == 1:
        return found[0], text
    if found:
        names = " and ".join(f"{slug}/{text}" for slug in found)
        raise InputError("claim", f"{text} is {names}; say which")
    words = f"no account has a case about order {text[:60]!r}"
    raise InputError("claim", f"{words}; a claim is account/programme/order, {AS_IN}")


def claim_in_full(here: Place, text: str) -> str:
    """Return the id of a claim, account/programme/order, of which the order alone may be told.

    Raises InputError, naming the candidates where the order has several claims.
    """
    if text.count("/") > 1:
        return text
    slug, order = order_in_full(here, text)
    stored = here.cases.get(slug, order)
    if stored is None:
        raise InputError("claim", f"{slug} has no case about order {order[:60]}; add it first")
    case = World(here.rules.of(slug), here.accounts.get(slug)).case(stored)
    names = [f"{slug}/{programme}/{order}" for programme in sorted(case.claims)]
    if len(names) == 1:
        return names[0]
    told = f"is {' and '.join(names)}; say which" if names else "has no claim yet; add it first"
    raise InputError("claim", f"{text} {told}")
