"""The deadline rules, stores and calendars as dated data, and their loader."""
