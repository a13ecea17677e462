"""What tests of several rooms are made with."""

import pytest

pytest.register_assert_rewrite("tests.helpers.programs")
