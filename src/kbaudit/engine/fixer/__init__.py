"""Repairs: chosen, applied in memory, judged, and only then written."""
