"""A small game in a file: two actors whose strategies all meet, and one beside them."""

WEIGHT = "weight: {value: 0.5, low: 0.25, high: 0.75, basis: judgement, source: own_judgement}"
GAME = f"""\
title: A small game
scenario: baseline
together: [russia, west]
against: west
question: surge
actors:
  russia:
    title: Russia
    strategies:
      press: {{title: Presses on}}
      mobilise:
        title: Calls up men
        changes:
          - {{path: russia.recruitment, add: 110000, weeks: 12, week: 1}}
          - {{path: russia.will, add: -0.05, week: 1}}
        price: {{value: 0.1, low: 0.05, high: 0.2, basis: judgement, source: own_judgement}}
    values:
      ground:
        title: Ground
        outcomes: {{territory_change: 1}}
        worst: -1000
        best: 1000
        {WEIGHT}
      losses:
        title: Losses
        outcomes: {{russian_casualties: 1}}
        worst: 60000
        best: 0
        {WEIGHT}
  west:
    title: The West
    strategies:
      sustain: {{title: Sustains, set: {{nato.strategy: sustain}}}}
      surge: {{title: Doubles aid, set: {{nato.strategy: surge}}}}
    values:
      calm:
        title: Calm
        outcomes: {{nuclear_use + nato_russia_war: 1}}
        worst: 1
        best: 0
        {WEIGHT}
      ground:
        title: Ground
        outcomes: {{territory_change: 1}}
        worst: 1000
        best: -1000
        {WEIGHT}
  iran:
    title: Iran
    strategies:
      drones: {{title: Sends drones}}
      more:
        title: Sends three times the drones
        set: {{iran.drone_deliveries: {{scale: 3}}}}
    values:
      ground:
        title: Ground
        outcomes: {{territory_change: 1}}
        worst: -1000
        best: 1000
        {WEIGHT}
"""
