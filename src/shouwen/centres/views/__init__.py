"""Pages of the service centres: thin, one matter a file."""
