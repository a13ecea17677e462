"""Structure of vectors and matrices: what their last one or two axes hold together.

A structure is a set of forms; more forms say more. Forms imply others, and a set holds all that
its forms imply, so that the join of two structures is what they share, and the meet is all they
say.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from typing import TypeAlias


class Form(Enum):
    """Something that can be said of a vector, or of a matrix."""

    SIMPLEX = "a simplex"
    ORDERED = "ordered"
    POSITIVE_ORDERED = "ordered and positive"
    SORTED = "sorted"
    UNIT_VECTOR = "a unit vector"
    ZERO_SUM = "of sum zero"
    DIAGONAL = "a diagonal matrix"
    LOWER_TRIANGULAR = "a lower triangular matrix"
    UPPER_TRIANGULAR = "an upper triangular matrix"
    SYMMETRIC = "a symmetric matrix"
    LOWER_CHOLESKY = "a Cholesky factor"
    CORR_CHOLESKY = "the Cholesky factor of a correlation matrix"
    POSITIVE_SEMIDEFINITE = "a covariance, perhaps a singular one"
    POSITIVE_DEFINITE = "a covariance"
    CORR_MATRIX = "a correlation matrix"
    SCALED_ROWS = "a correlation's factor whose rows were scaled"
    SCALED_COLUMNS = "a correlation's factor whose columns were scaled"
    SCALED_BOTH = "a correlation's factor scaled on both sides, as if it were the correlation"


Structure: TypeAlias = frozenset[Form]

UNSTRUCTURED: Structure = frozenset()

_IMPLIED: dict[Form, tuple[Form, ...]] = {
    Form.POSITIVE_ORDERED: (Form.ORDERED,),
    Form.ORDERED: (Form.SORTED,),
    Form.DIAGONAL: (Form.LOWER_TRIANGULAR, Form.UPPER_TRIANGULAR, Form.SYMMETRIC),
    Form.CORR_CHOLESKY: (Form.LOWER_CHOLESKY,),
    Form.SCALED_ROWS: (Form.LOWER_CHOLESKY,),
    Form.SCALED_COLUMNS: (Form.LOWER_TRIANGULAR,),
    Form.SCALED_BOTH: (Form.LOWER_TRIANGULAR,),
    Form.LOWER_CHOLESKY: (Form.LOWER_TRIANGULAR,),
    Form.CORR_MATRIX: (Form.POSITIVE_DEFINITE,),
    Form.POSITIVE_DEFINITE: (Form.POSITIVE_SEMIDEFINITE,),
    Form.POSITIVE_SEMIDEFINITE: (Form.SYMMETRIC,),
}
# NumPyro's constraints by name; those of single numbers are ranges, not structures.
_CONSTRAINTS = {
    "simplex": Form.SIMPLEX,
    "ordered_vector": Form.ORDERED,
    "positive_ordered_vector": Form.POSITIVE_ORDERED,
    "sphere": Form.UNIT_VECTOR,
    "zero_sum": Form.ZERO_SUM,
    "lower_cholesky": Form.LOWER_CHOLESKY,
    "softplus_lower_cholesky": Form.LOWER_CHOLESKY,
    "scaled_unit_lower_cholesky": Form.LOWER_CHOLESKY,
    "corr_cholesky": Form.CORR_CHOLESKY,
    "corr_matrix": Form.CORR_MATRIX,
    "positive_definite": Form.POSITIVE_DEFINITE,
    "positive_semidefinite": Form.POSITIVE_SEMIDEFINITE,
}


def structure(*forms: Form) -> Structure:
    """Return the structure of some forms, with all that they imply."""
    found: set[Form] = set()
    waiting = list(forms)
    while waiting:
        form = waiting.pop()
        if form not in found:
            found.add(form)
            waiting += _IMPLIED.get(form, ())
    return frozenset(found)


def telling(of: Structure) -> Structure:
    """Return the forms of a structure that no other of its forms implies."""
    implied = {other for form in of for other in structure(form) if other is not form}
    return of - implied


def of_constraint(name: str) -> Structure:
    """Return the structure that a constraint of NumPyro asks for, by its public name."""
    form = _CONSTRAINTS.get(name)
    return structure(form) if form is not None else UNSTRUCTURED


def is_within(one: Structure, other: Structure) -> bool:
    """Tell whether the first structure says at least as much as the second."""
    return other <= one


def join(one: Structure, other: Structure) -> Structure:
    """Return the structure of what is either of two."""
    return one & other


# There are finitely many forms.
widen = join


def meet(one: Structure, other: Structure) -> Structure:
    """Return what two facts say about one value."""
    return one | other


def joined(structures: Iterable[Structure]) -> Structure:
    """Return the structure that all have."""
    found: Structure | None = None
    for each in structures:
        found = each if found is None else found & each
    return found or UNSTRUCTURED


_FLIPPED = {
    Form.DIAGONAL: Form.DIAGONAL,
    Form.LOWER_TRIANGULAR: Form.UPPER_TRIANGULAR,
    Form.UPPER_TRIANGULAR: Form.LOWER_TRIANGULAR,
    Form.SYMMETRIC: Form.SYMMETRIC,
    Form.POSITIVE_SEMIDEFINITE: Form.POSITIVE_SEMIDEFINITE,
    Form.POSITIVE_DEFINITE: Form.POSITIVE_DEFINITE,
    Form.CORR_MATRIX: Form.CORR_MATRIX,
}


def transposed(of: Structure) -> Structure:
    """Return the structure of a matrix whose last two axes are exchanged."""
    return frozenset(_FLIPPED[form] for form in of if form in _FLIPPED)


_TRIANGLES: tuple[Form, ...] = (Form.DIAGONAL, Form.LOWER_TRIANGULAR, Form.UPPER_TRIANGULAR)


def rows_scaled(of: Structure, positive: bool) -> Structure:
    """Return the structure of ``diag(s) @ L``, or ``s[:, None] * L``."""
    forms = [form for form in _TRIANGLES if form in of]
    if positive:
        forms += [Form.LOWER_CHOLESKY] if Form.LOWER_CHOLESKY in of else []
        forms += [Form.SCALED_ROWS] if of & {Form.CORR_CHOLESKY, Form.SCALED_ROWS} else []
    return structure(*forms)


def columns_scaled(of: Structure, positive: bool) -> Structure:
    """Return the structure of ``L @ diag(s)``, or ``L * s``."""
    forms = [form for form in _TRIANGLES if form in of]
    if positive:
        forms += [Form.LOWER_CHOLESKY] if Form.LOWER_CHOLESKY in of else []
        forms += [Form.SCALED_COLUMNS] if Form.CORR_CHOLESKY in of else []
    return structure(*forms)


def scaled_by_outer(of: Structure) -> Structure:
    """Return the structure of ``L * outer(s, s)`` with positive scales."""
    if Form.CORR_MATRIX in of:
        return structure(Form.POSITIVE_DEFINITE)
    return structure(Form.SCALED_BOTH) if Form.CORR_CHOLESKY in of else UNSTRUCTURED


def gram(of: Structure) -> Structure:
    """Return the structure of ``a @ a.T``."""
    if of & {Form.LOWER_CHOLESKY}:
        corr = [Form.CORR_MATRIX] if Form.CORR_CHOLESKY in of else []
        return structure(Form.POSITIVE_DEFINITE, *corr)
    return structure(Form.POSITIVE_SEMIDEFINITE)


def product(left: Structure, right: Structure) -> Structure:
    """Return the structure of ``left @ right``."""
    return structure(
        *(
            form
            for form in (
                Form.DIAGONAL,
                Form.LOWER_TRIANGULAR,
                Form.UPPER_TRIANGULAR,
                Form.LOWER_CHOLESKY,
            )
            if form in left and form in right
        )
    )


def matrix_sum(left: Structure, right: Structure) -> Structure:
    """Return the structure of ``left + right``."""
    kept = (
        left
        & right
        & {
            Form.DIAGONAL,
            Form.LOWER_TRIANGULAR,
            Form.UPPER_TRIANGULAR,
            Form.SYMMETRIC,
            Form.POSITIVE_SEMIDEFINITE,
            Form.POSITIVE_DEFINITE,
            Form.LOWER_CHOLESKY,
            Form.SORTED,
        }
    )
    if Form.POSITIVE_SEMIDEFINITE in kept and Form.POSITIVE_DEFINITE in left | right:
        kept |= {Form.POSITIVE_DEFINITE}
    return structure(*kept)
