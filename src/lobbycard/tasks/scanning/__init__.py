"""What a scan is made of: the walk, what moved, listings to items."""
