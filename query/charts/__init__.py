"""Figures over time as pictures: for the pages, for files, and for the terminal."""
