"""The surfaces: command line, pages, exports."""
