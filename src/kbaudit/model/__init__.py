"""Frozen values that every layer speaks of. Standard library only."""
