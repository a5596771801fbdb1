"""The rules of claims and deadlines: pure functions of their arguments."""
