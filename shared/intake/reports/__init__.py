"""Amazon's reports, and our own CSV, read row by row into claim events."""

from shared.intake.reports.reading import read_report

__all__ = ["read_report"]
