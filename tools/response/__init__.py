"""How ground answers to strength: pairs of levers over their range, played and drawn."""
