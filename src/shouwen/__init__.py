"""Shouwen 首问: customer service for real-estate groups."""

__version__ = "0.1.0"
