"""Registers: from a YAML file that people edit to the commitments in memory."""
