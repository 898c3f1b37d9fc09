"""Bytes of the knowledge base become values with exact spans. No git, no rules, no judgement.

A reader never raises on any input: what it cannot read is a value that says so.
"""
