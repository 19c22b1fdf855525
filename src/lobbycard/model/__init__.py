"""Tables, enums and value objects: what the program knows, without input or output."""
