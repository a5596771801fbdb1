"""Amazon's mails to a seller read into claim events.

A mail is opened into *letters*: itself, or what it forwards, inline or attached. Of each letter the
*topic* is recognised (A-to-z, SAFE-T, chargeback, return, refund, message), then its *stage*. Only
ids, dates, sums, codes and our own words for what Amazon asks leave this package: names, addresses,
comments and message texts are dropped here.
"""

from shared.intake.mails.reading import read_mail

__all__ = ["read_mail"]
