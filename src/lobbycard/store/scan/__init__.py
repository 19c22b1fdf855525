"""What a scan found, into the database."""
