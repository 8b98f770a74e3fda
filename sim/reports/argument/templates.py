"""The page's HTML as plain templates: `$name` is filled with text that has been escaped."""

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>$title</title>
<style>
body { font: 16px/1.5 Georgia, serif; color: #222; max-width: 54rem; margin: 2rem auto; padding: 0 1rem; }
h1, h2, h3, th, .word { font-family: system-ui, sans-serif; line-height: 1.25; }
h2 { margin-top: 2.5rem; border-bottom: 1px solid #ccc; }
table { border-collapse: collapse; width: 100%; margin: .6rem 0; }
td, th { text-align: left; vertical-align: top; padding: .25rem .6rem .25rem 0; border-bottom: 1px solid #e3e3e3; }
img { max-width: 100%; min-width: 32rem; height: auto; }
code { font-size: .85em; overflow-wrap: anywhere; }
article { border-left: 4px solid #ddd; padding-left: 1rem; margin: 1.8rem 0; }
article h3 { margin-bottom: .3rem; }
details { margin: .5rem 0; }
summary { cursor: pointer; color: #555; }
.word { border-radius: .3rem; padding: .05rem .45rem; font-size: .85rem; white-space: nowrap; color: #fff; }
.word.yes { background: #0072B2; } .word.no { background: #B34700; } .word.open { background: #8A5F00; }
.word.silent { background: #666; }
td.yes { background: #e5f1f8; } td.no { background: #fbe9df; } td.open { background: #fdf3dc; }
td.silent { background: #eee; }
.small { font-size: .82rem; } .hinge { font-weight: bold; } .note { color: #555; font-style: italic; }
.wide { overflow-x: auto; }
</style>
</head>
<body>
<h1>$title</h1>
<p>$description</p>
<p><b>On trial:</b> $source. $thesis</p>
<p>$counts</p>
<p>This is a model of an argument and not a prediction. Each claim was turned into a number that wars in the model
produce, and a threshold that its words stand for. <b>Supported</b> and <b>not supported</b> mean that the whole 95 %
interval of that number lies on one side of the threshold under every way of writing the model's equations.
Everything else <b>depends</b>, and it is said on what. What the model has no say on is <b>untestable here</b>, and so is
what comes out one way only: for each claim a setting within the numbers' bounds is sought at which it would hold, and
one at which it would fail. A verdict that cannot come out otherwise is not a verdict.</p>
<table><tr><th></th><th>Claim</th><th>Verdict</th></tr>
$rows
</table>
$claims_picture
<h2>Claim by claim</h2>
$cards
$decision
<h2>How this was done</h2>
<p>$n_ensembles ensembles of $n wars each, seed $seed, on common draws and dice, so that two scenarios differ only by what
was changed. Structural variants: $variants. $answered
Besides clearing the threshold, an interval has to clear it by a margin of indifference: $margin_probability world in
100 for probabilities, $margin_ratio % for ratios, $margin_value % of the stake
for values, or what the claim itself states. Differences are taken world by world. The assumption that flips a claim is
found by cutting the worlds at values of every drawn number, one at a time, and keeping only a cut that the luckiest of
so many would not show.</p>
<p>To repeat it: <code>$command</code> (sim $version, $made).</p>
</body>
</html>
"""

CARD = """<article id="$id">
<h3>$id. $paraphrase $badge</h3>
<p>$number</p>
$hinge
$game
$power
$notes
$curves
<details><summary>How it was tested</summary>
<p><b>Where the model speaks.</b> $model</p>
$reading
$tests
$context
</details>
</article>"""

DECISION = """<h2>The decision</h2>
<p>The actions: $actions. Each was taken in the same worlds, and every world was given a value under each of
the sets of weights below. The weights are nobody's facts; they stand in the ledger and can be edited.</p>
$picture
<p>Clearly worth more under every set of weights and in every variant: $dominated. The action whose shortfall behind the
best is smallest at its worst over the sets is <b>$safest</b> ($worst % of the stake). Settling the values before choosing
would gain, of the stake, $from_weights; settling all the facts, as far as a linear rule can use them, $from_facts.</p>
$sets
$information"""

WEIGHTS = """<h3>$title</h3>
<p>$why</p>
<table class="small"><tr><th>Action</th><th>How it does</th><th>Expected value</th><th>Behind the best (95 %)</th>
<th>Mean regret</th><th>Best in, of 100 worlds</th></tr>
$rows
</table>
<p>Worth most: <b>$first</b>. $reversal</p>
<p>Facts worth knowing: $facts.</p>
<details><summary>The weights</summary><ul class="small">$worths</ul></details>"""
