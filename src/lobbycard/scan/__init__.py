"""Walks and watches folders, reads what is in them, and tells which files belong together."""
