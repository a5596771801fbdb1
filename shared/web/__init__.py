"""The web page: what links open, what their buttons do, and what a reader sees."""
