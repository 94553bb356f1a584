"""The interview in a terminal, over the same service as every front end. No Discord here.

`player` runs an interview with somebody at the keyboard, `piped` one whose answers come from a
file or another program. `prompting` is the line editor with its clock, `commands` what begins with
a slash, `paint*` turns values into what is printed, `keeper` remembers what is being typed, so
that nothing is lost when the process dies. No rules and no scoring live here.
"""
