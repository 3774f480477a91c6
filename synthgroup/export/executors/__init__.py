"""Executors: where the shards of a job are rendered, a file each."""
