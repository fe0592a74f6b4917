"""What every run over very many things shares: lines in, processes that work, results in order, one run at a time."""
