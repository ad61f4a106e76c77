"""The steps that bring a database from any older schema to today's; only ever appended to."""
