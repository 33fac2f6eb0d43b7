"""The workspace: one folder with a database, faces and runs."""
