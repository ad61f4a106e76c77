"""The JSON API, /api/v1: read-only, the same answers as the pages and the command line."""
