"""The operator command and the local runner; never shipped to Lambda."""
