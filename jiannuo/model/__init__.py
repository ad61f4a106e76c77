"""The words of the house as types; imports the standard library only."""
