"""The ground of jiannuo (践诺): words, configuration, clock, register and store."""

__version__ = "0.1.0"
