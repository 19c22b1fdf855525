"""Which files should lie beside an item, and what each player makes of those that do. Values in, values out."""
