"""Lobbycard: curate a film and TV library in the terminal."""

__version__ = "0.1.0"
