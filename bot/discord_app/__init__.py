"""The interview in Discord, on discord.py. The only place that may import `discord`.

`client` takes in what Discord reports, `commands/` and `presses` what members ask for; each calls
one use case of `bot.service` and hands the outcome to `delivery`, which is the only place that
turns outcomes into messages. `cards/` makes values into views and does no I/O. What can be pressed
carries the interview and the turn in its custom_id, so that it still works after a restart.
No scoring, no SQL and no copy of the rules lives here.
"""
