"""Drafting a register: what a policy article seems to promise, for a person to edit."""
