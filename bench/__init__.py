"""What the claims of the project rest on: accuracy, robustness and speed, measured side by side.

Run `make eval`. Nothing here is imported by the bot.
"""
