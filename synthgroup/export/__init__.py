"""Export: scenes written to disk, shard by shard."""
