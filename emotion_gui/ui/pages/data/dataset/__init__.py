"""A data set that is there: browse, look closer, check, review, edit."""
