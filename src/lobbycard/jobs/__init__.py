"""The queue and what works on it; knows no task by name."""
