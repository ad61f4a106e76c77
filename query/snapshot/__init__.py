"""A citable snapshot: data, register, schema and checksums as a Data Package, the same bytes for the same state."""
