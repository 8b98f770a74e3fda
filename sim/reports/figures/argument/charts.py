"""Every chart of an argument tried on the model."""

from sim.reports.figures.argument.claims import claims_figure, curves_figure
from sim.reports.figures.argument.decision import decision_figure, information_figure
from sim.reports.figures.chart import Chart
from sim.studies.argument.trial import Trial


def _with_curves(trial: Trial) -> list[str]:
    return [claim for claim, curves in trial.curves.items() if curves]


ARGUMENT_CHARTS: tuple[Chart[Trial], ...] = (
    Chart("claims", claims_figure),
    Chart("curves_{}", curves_figure, each=_with_curves),
    Chart("decision", decision_figure),
    Chart("information", information_figure),
)
