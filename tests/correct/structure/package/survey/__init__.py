# Re-exports.
from .models import Survey

__all__ = ["Survey"]
