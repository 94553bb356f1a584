"""Every REST call that the bot makes meets every fault: `python -m tests.faults`."""
