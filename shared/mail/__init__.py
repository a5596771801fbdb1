"""Reminders and notices become messages people read."""
