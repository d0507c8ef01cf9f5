"""The pages of complaints that earn a place of their own: the counter, the doorstep."""
