"""Real pictures in the terminal: what it can show, how to encode it, and the widget that shows it."""
