"""What leaves the house as files: tables of documented columns, in forms that other programs read."""
