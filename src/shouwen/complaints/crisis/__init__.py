"""Emergencies: reported at once, brought under control, resolved, reviewed (S4-CMP-06)."""
