"""All SQL: the open database, and query functions in a module per noun. A function never opens a session or commits."""
