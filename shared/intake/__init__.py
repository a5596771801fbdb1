"""Claim notices of any shape become claim events."""
