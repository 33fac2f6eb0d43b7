"""Plots, matrices, tables and cards leave the program: copied, or saved as picture or numbers."""
