PYTHON ?= python3
PLAN ?= taishan-2022
BIN := .venv/bin

.PHONY: all install demo test check docs pictures golden coverage long figures bench

all: check test

install: .venv/stamp

# never emptied through a link: what it leads to belongs to others as well
.venv/stamp: pyproject.toml constraints.txt
	@test ! -L .venv || { echo ".venv is a link: update what it leads to, then touch .venv/stamp; or remove the link" >&2; exit 2; }
	@$(PYTHON) -m venv --clear .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[dev]"
	@touch $@

demo: .venv/stamp
	@$(BIN)/python examples/demo.py $(PLAN)

test: .venv/stamp
	@$(BIN)/python $(MEASURE) -m pytest -q $(TESTS)

check: .venv/stamp
	@$(BIN)/ruff check --quiet
	@$(BIN)/ruff format --quiet --check
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/lint-imports --no-cache --no-logo
	@$(BIN)/python docs/generate.py --check

docs: .venv/stamp
	@$(BIN)/python docs/generate.py
	@$(BIN)/python docs/notice_templates.py

# of docs/, from demos played afresh; needs LibreOffice, Chromium, poppler and Chinese fonts
pictures: .venv/stamp
	@$(BIN)/python docs/pictures.py
	@$(BIN)/python docs/form_pictures.py output/forms

golden: .venv/stamp
	@$(BIN)/python -m pytest -q -m golden --renew-golden
	@git --no-pager diff -- tests/golden

# of the last `make test MEASURE="-m coverage run"`
coverage: .venv/stamp
	@$(BIN)/python -m coverage report --fail-under=95
	@$(BIN)/python -m coverage report --fail-under=100 --include='duban/fields/*,duban/returns/checks/*,duban/review/lights/*'

long: .venv/stamp
	@$(BIN)/python -m pytest -q -m long
	@$(BIN)/python -m pytest -q --hypothesis-profile for-hours tests/test_anything.py
	@$(BIN)/python bench/mutants.py

figures: .venv/stamp
	@$(BIN)/python bench/figures.py

bench: .venv/stamp
	@$(BIN)/python bench/bench.py
