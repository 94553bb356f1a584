"""Random stories for the whole stage: what can happen, how it is played, and what must hold."""
