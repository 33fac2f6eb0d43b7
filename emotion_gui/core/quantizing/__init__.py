"""Float networks to whole numbers of 8 bits, and what each layer loses by it."""
