"""Manners: robots.txt, pace and back-off, conditional requests, one way out."""
