"""The target: a revision of the code that pages are about, and following code between revisions."""
