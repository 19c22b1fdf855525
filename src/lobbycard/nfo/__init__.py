"""Reads NFO files of any origin, and writes ours into them without losing what others put there."""
