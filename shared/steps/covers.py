"""The header by which reports of a mail find their way back to the cases it was about."""

COVERS = "X-Claimwatch-Covers"
"""Account, then order and reference of everything a mail delivers."""
