"""A real Kodi reads what was published."""
