"""Whether what was found before still holds: what was asked while it was found is asked again."""
