"""The paper in one step: everything that it reports, run again and written into one folder."""
