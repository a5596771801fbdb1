"""The Lambda handlers: each translates in, calls one step, and translates out."""
