"""Configuration, selection, suppression, and the audit itself."""
