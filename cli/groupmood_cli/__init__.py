"""The command line of the classifier: a file a command."""
