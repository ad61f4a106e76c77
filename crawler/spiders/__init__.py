"""One way of finding reports per file, and the spider that walks an outlet's ways."""
