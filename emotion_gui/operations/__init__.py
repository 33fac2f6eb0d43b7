"""User actions: one Qt-free function each, used alike by page, command line and demonstration."""
