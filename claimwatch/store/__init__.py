"""The local store: one SQLite file with the keys and the indexes of the table."""
