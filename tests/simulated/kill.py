"""Kill bots many times and say what was checked.

    python -m tests.simulated.kill --kills 200 --database postgresql --seed 1

Every bot process looks into this module for what it is to run, so nothing else is loaded here.
"""

if __name__ == "__main__":
    from tests.simulated.many_kills import main

    main()
