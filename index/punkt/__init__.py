"""Punkt's parameters for English, trained by `python -m index.punkt`, and how they were made."""
