"""What the generic case pages show of the group's improvement work."""
