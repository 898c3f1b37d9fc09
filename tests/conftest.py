"""What holds for every test."""

from hypothesis import HealthCheck, settings

# No test measures time: how long one example takes says how busy the machine is.
settings.register_profile("kbaudit", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("kbaudit")
