"""What comes in: dropping, previewing, importing, capturing."""
