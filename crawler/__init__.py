"""Crawling: from a URL to a Report."""
