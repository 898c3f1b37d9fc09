"""What is kept on the disk between runs: safe to delete, never trusted when damaged."""
