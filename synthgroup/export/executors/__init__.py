"""Executors: one file an engine. An executor runs a task over shards and knows no format."""
