"""A monkey at the window: random actions in the real main window, which has to hold after each of them.

`python -m tests.monkey --seed 3 --actions 1000` runs in a child process without a screen, with settings, files and a
home folder of its own. Each action is a list of plain values, written to a file before it is done; so a failure is done
again (`--replay FILE`) and shortened to the fewest actions that show it.

choosing      the next action, by the seed and by what is open
performing    does an action
locating      names a widget in a way that finds it again in another run
watching      exceptions, Qt's messages, stalls of the GUI thread, event loops inside of actions
invariants    what holds after each action, and what holds once nothing runs
leftovers     what closed windows leave behind
files         good and bad files to open
one_run       the child process
runs          starts child processes, and says what came of them
planting      faults for the tests of the monkey itself
shortening    fewest actions that still fail
sentences     an action as a sentence that a person can follow
"""
