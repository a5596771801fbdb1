"""Scaffolds of what a seller writes: facts filled in, gaps marked, no buyer data."""
