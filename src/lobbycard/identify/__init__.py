"""What names of files and folders say, and which of a provider's hits is meant. Pure functions, with reasons."""
