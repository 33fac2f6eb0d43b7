"""What computes a network's answers; the fastest on this computer is measured and kept."""
