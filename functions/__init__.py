"""The Lambda handlers: each translates in, calls one step, and translates out."""

import gc

gc.set_threshold(50_000)
"""What modules make while they load is no garbage: not to look for any is 3 % of a cold start."""
