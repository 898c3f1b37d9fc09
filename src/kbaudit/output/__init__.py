"""Reports on their way out: one module per format, each a function from a report to a stream."""
