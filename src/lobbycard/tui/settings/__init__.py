"""The pages of the settings: what can be set, what it is now, and how it is changed."""
