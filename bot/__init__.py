"""Floor 3: the interview and its front ends.

`interview` holds the rules, `service` the use cases; `discord_app` and `terminal` show them and
do not know each other. Only the command line (`__main__`, `launch`, `keeping`) names a
concrete store or front end.
"""

__version__ = "0.1.0"
