from fix.rules import zz

__all__ = ["zz"]
