"""Pages of the group's improvement work: thin, one matter a file."""
