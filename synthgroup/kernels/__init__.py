"""Compiled loops over words and pixels: what numpy and OpenCV would do in many small steps."""
