"""What a publish is made of: the plan, what it writes, how it is carried out and noted."""
