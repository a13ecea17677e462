# A name that is asked for before it is used.
import numpyro
import numpyro.infer


def tail_index(weights):
    if hasattr(numpyro.infer, "psis_diagnostic"):
        return numpyro.infer.psis_diagnostic.__name__
    return None


assert tail_index([1.0]) in (None, "psis_diagnostic")
