"""The command line of synthgroup."""
