"""The paper that this program makes usable: what it printed, what it compares with, agreement."""
