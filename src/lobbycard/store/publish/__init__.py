"""What publishing reads of the database, and what it notes there."""
