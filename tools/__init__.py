"""What makes, measures and proves the project; no part of what is installed."""
