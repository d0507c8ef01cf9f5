"""The desk: what I owe, what I approve, the day board, search, notices, my account, the organisation."""
