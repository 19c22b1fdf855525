"""Touches the files of a library: as a plan, through a journal, with a recycle bin, and back again."""
