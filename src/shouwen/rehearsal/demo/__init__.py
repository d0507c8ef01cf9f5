"""The demo group: an invented group of companies whose months of history were played through the real flows."""

from shouwen.rehearsal.demo.logins import PASSWORD, demo_logins

__all__ = ["PASSWORD", "demo_logins"]
