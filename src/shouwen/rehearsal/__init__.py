"""Regulation rehearsals: a short story with instants, played for real, then undone."""
