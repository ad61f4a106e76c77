"""Kin: whether two reports are the same text, or tell the same event in other words."""
