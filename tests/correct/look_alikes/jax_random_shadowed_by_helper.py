# A helper of the name `sample`, and attributes that are called like NumPyro's primitives.
import numpyro
import numpyro.distributions as dist


class Table:
    def __init__(self, rows):
        self.rows = rows

    def sample(self, n):
        return self.rows[:n]

    def factor(self, name, value):
        return name, value

    def param(self, name):
        return name


def sample(values, size=1):
    return values[:size]


table = Table([3.0, 1.0, 2.0])
for _ in range(2):
    table.sample(2)
    table.factor("x", 1.0)
    table.param("x")
    sample(table.rows, 2)


def model():
    return numpyro.sample("x", dist.Normal(0.0, 1.0), obs=table.sample(1)[0])


assert model() == 3.0
