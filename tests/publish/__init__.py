"""What is to be there, what is in its way, what players see."""
