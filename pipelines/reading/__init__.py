"""The organs of the reader, one per file."""
