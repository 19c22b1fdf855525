"""The panels of an item's page."""
