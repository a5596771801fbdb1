"""CloudWatch's alarms, evaluated as its documentation says: M of N periods, what is missing, when.

"Evaluating an alarm" and "Configuring how CloudWatch alarms treat missing data" of the user guide.
"""

import operator
from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any

from tests.policies import resolved
from tests.template import ALARM, resources

Key = tuple[str, str, tuple[tuple[str, str], ...]]
STATISTICS: Mapping[str, Callable[[list[float]], float]] = {
    "Sum": sum,
    "Maximum": max,
    "SampleCount": len,
}
COMPARISONS: Mapping[str, Callable[[float, float], bool]] = {
    "GreaterThanThreshold": operator.gt,
    "LessThanThreshold": operator.lt,
}


class Metrics:
    """What was measured, by minute."""

    def __init__(self) -> None:
        """Nothing yet."""
        self.samples: dict[Key, dict[int, list[float]]] = defaultdict(lambda: defaultdict(list))

    def put(self, minute: int, namespace: str, name: str, value: float, **dimensions: str) -> None:
        """Measure something."""
        self.samples[namespace, name, tuple(sorted(dimensions.items()))][minute].append(value)

    def period(self, key: Key, first: int, minutes: int) -> list[float]:
        """Return the samples of a period."""
        kept = self.samples.get(key, {})
        return [each for minute in range(first, first + minutes) for each in kept.get(minute, ())]


def watched(alarm: Mapping[str, Any]) -> Key:
    """Return which metric an alarm looks at."""
    dimensions = {each["Name"]: resolved(each["Value"]) for each in alarm.get("Dimensions", [])}
    named = {name: value.rpartition(":")[2] for name, value in dimensions.items()}
    return str(resolved(alarm["Namespace"])), alarm["MetricName"], tuple(sorted(named.items()))


def rings(alarm: Mapping[str, Any], metrics: Metrics, now: int) -> bool:
    """Say whether an alarm is in ALARM after the minute ``now``."""
    minutes, periods = alarm["Period"] // 60, alarm["EvaluationPeriods"]
    needed = alarm.get("DatapointsToAlarm", periods)
    end = now - now % minutes  # periods are aligned, and the one that runs is not looked at
    breaching = 0
    for back in range(1, periods + 1):
        samples = metrics.period(watched(alarm), end - back * minutes, minutes)
        if samples:
            value = float(STATISTICS[alarm["Statistic"]](samples))
            breaching += COMPARISONS[alarm["ComparisonOperator"]](value, float(alarm["Threshold"]))
        else:
            breaching += alarm["TreatMissingData"] == "breaching"
    return bool(breaching >= needed)


def ringing(metrics: Metrics, now: int) -> set[str]:
    """Return the names of the template's alarms that ring."""
    alarms = resources(ALARM).items()
    return {name.removesuffix("Alarm") for name, each in alarms if rings(each, metrics, now)}
