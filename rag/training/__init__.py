"""Trains the reader: `python -m rag.training RECIPE`; nothing at run time depends on it."""
