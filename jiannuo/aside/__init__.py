"""Aside: work that only computes is done in a second process beside a busy one, on another core."""
