"""Many independent pieces of work: here, in processes of this computer, or on a Dask cluster."""
