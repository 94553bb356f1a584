"""What each event does to an interview; `bot.interview` says which may happen when."""
