"""One block of wars: state, agents, the week, dice, draws and the recorder."""
