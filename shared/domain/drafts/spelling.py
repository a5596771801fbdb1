"""Spelling of the words a claim is argued with; no dictionary, so it knows only these.

One seller's misspelt answer lay under review for half a month (seed-001). Caught are the slips of
a hurried hand in words of the trade, and a few mistakes that many make.
"""

import re
from collections.abc import Iterator

_TRADE = """
account amazon answer answered appeal approved arrived attached attachment authorised authorized
because before between business buyer carrier claim claims collected condition confirm confirmed
contact contacted correct customer customers damaged date decision defect defective deliver
delivered delivery described description different document documents evidence inspect inspected
invoice item label listing message messages missing money number offered order ordered package
packaging parcel photo photos picture please policy problem product proof purchase received
receipt refund refunded reimbursement replacement reply replied request requested response
return returned review seller sender service shipment shipped shipping signature signed solution
sorry statement supplier thank tracking transaction unsellable warehouse weight window withdrawn
"""
_COMMON = """
adress alot beleive cancelation catagory comming committment concious costumer costumers
definately delievery dissapointed excange garantee garanty guarentee immediatly insted messege
neccessary occured occurence paymant payed pakage pakages picure posession prooves recieve
recieved recieving recive refered refound refounded reciept seperate shiping succesful teh thier
tracknig untill unfortunatly wich writting
"""
_RIGHT = """
clams insect relied sipped sipping tacking tracing widow
"""
"""What a slip makes of these words and is a word itself."""
_LONG_ENOUGH = 6
_WORD = re.compile(r"[A-Za-z]+")


def misspelt(text: str) -> Iterator[re.Match[str]]:
    """Yield the words of a text that are spelt wrongly, as far as these lists know."""
    return (found for found in _WORD.finditer(text) if found[0].lower() in _WRONG)


def _slips(word: str) -> Iterator[str]:
    """Yield a word with two letters swapped, or one inside it left out or doubled."""
    for i in range(1, len(word) - 1):
        yield word[:i] + word[i + 1 :]
        yield word[:i] + word[i] + word[i:]
        yield word[:i] + word[i + 1] + word[i] + word[i + 2 :]


_RIGHT_WORDS = frozenset((_TRADE + _RIGHT).split())
_WRONG = (
    frozenset(_COMMON.split())
    | frozenset(
        slip for word in _TRADE.split() if len(word) >= _LONG_ENOUGH for slip in _slips(word)
    )
    - _RIGHT_WORDS
)
