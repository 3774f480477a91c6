"""Labelled pictures and videos: readers of what is on disk, scenes on the fly, and the paper's mixed epochs."""
