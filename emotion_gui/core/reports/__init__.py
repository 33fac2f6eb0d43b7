"""What people take away: charts, evaluation and final reports, the demonstration's report."""
