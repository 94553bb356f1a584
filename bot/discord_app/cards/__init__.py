"""Values made into views. No I/O, no clock: what a card shows is handed in."""
