"""Penalty lines on their way to payroll: appeals, monthly statements, sign-off (第三十六条)."""
