"""A network learns from its own mistakes: what is held out, what a lesson is made of."""
