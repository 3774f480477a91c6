"""Labelled pictures of groups, made from single faces."""
