"""One file per screen or dialog; its style sheet, where it has one, lies beside it."""
