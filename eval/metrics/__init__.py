"""Metrics, one subject a module, each of a single question or of all questions together."""
