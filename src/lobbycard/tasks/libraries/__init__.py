"""Folders that are to be a library, or to be one no more."""
