"""What the indicators make known when the application is ready."""

from shouwen.complaints.indicators import jobs, messages, navigation

__all__ = ["jobs", "messages", "navigation"]
