"""Work shared with other processes. Nothing else in the package knows that there are any."""
