"""The operator command and the local runner; never shipped to Lambda."""

__version__ = "0.1.0"
