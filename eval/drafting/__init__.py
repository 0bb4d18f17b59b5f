"""Drafts: questions made by rule from the indexed articles, for a person to accept or edit."""
