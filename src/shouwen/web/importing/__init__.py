"""The pages of the imports: upload, map, check, preview, take in, undo."""
