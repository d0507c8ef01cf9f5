"""Sanctions, discipline cases, overdue work, meetings (S3 articles 4, 10, 11, 16, 17, 30, 31, 32, 36, 37)."""
