"""AWS, one class per service."""
