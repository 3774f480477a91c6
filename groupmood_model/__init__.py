"""Trains, evaluates and explains classifiers of a group's mood that see whole pictures only."""
