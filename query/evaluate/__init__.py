"""Measuring the reader on labelled reports."""
