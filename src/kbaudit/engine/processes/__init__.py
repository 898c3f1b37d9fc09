"""Work shared with other processes, which nothing else makes, waits for or ends."""
