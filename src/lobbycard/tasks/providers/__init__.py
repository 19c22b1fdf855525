"""Asking providers: whom, for what, and what their answers are of ours."""
