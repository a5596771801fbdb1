"""Mails and reports read into claim events; nothing here knows AWS."""
