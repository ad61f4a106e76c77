"""Time and mail: what is due, and who gets it."""
