"""Datasette (https://datasette.io) over the database: what it shows, how it is called, and what it never shows."""
