"""Floor 1: what packs are made of, and how an answer is judged against them."""
