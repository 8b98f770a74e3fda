"""The actors: the belligerents, those who supply them, and the sectors they fight over."""
