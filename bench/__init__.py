"""What the claims of the project rest on: accuracy, robustness and speed, measured side by side.

Run `make eval`. Nothing here is imported by the bot.
"""

from os import environ

# Small matrices are quicker on one thread, above all where others use the machine too.
environ.setdefault("OPENBLAS_NUM_THREADS", "1")
