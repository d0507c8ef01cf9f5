"""Emergencies."""
