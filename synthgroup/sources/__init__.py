"""Sources: readers of what a user has on disk."""
