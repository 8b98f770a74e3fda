"""Who decides: the belligerents, those who back them, and the sectors they fight over."""
