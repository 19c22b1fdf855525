"""The screens: what a person sees and presses. The only package that knows Textual."""
