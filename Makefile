# Everything a newcomer needs: `make demo` shows jiannuo at work, `make test` proves it.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed

.PHONY: demo run test lint types clean wheel bench-preview bench-extract gold bench-draft bench-digest faults bench-reading bench-falsehits bench-feeds bench-stories

demo: $(STAMP)
	$(BIN)/jiannuo demo

run: $(STAMP)
	$(BIN)/jiannuo run --config config.yaml

# One process a core, at most four; who has done its share takes tests over from the others.
test: lint types
	$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist worksteal

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(STAMP)
	$(BIN)/mypy

bench-extract: $(STAMP)
	$(BIN)/python -m benchmarks.extract

bench-preview: $(STAMP)
	$(BIN)/python benchmarks/preview.py

gold: $(STAMP)
	$(BIN)/python benchmarks/gold.py

bench-draft: $(STAMP)
	$(BIN)/python benchmarks/draft.py

# The crawl against bare Scrapy, three rounds (a minute); ARGS="--rounds 5" for more, ARGS=--memory also crawls
# 1,000 and 10,000 pages and compares its three processes (some minutes more).
.PHONY: bench-crawl bench-asking
bench-crawl: $(STAMP)
	$(BIN)/python benchmarks/crawl.py $(ARGS)

# 10,000 subscribers, 2,000 new matches: seconds, megabytes, mails a second (some minutes).
bench-digest: $(STAMP)
	$(BIN)/python benchmarks/digest.py

# Everything that goes wrong outside, in full counts: hosts (some minutes), mail (2,240 kills at points, 1,300 at random: about 25 minutes).
faults: $(STAMP)
	$(BIN)/python benchmarks/faults.py
	$(BIN)/python benchmarks/faults_mail.py

# 90 days of daily crawls over the sample web with an injected clock, a tenth of it faulty; prints a ledger (about a quarter of an hour).
.PHONY: soak
soak: $(STAMP)
	$(BIN)/python benchmarks/soak.py $(ARGS)

# The memory of a daemon that has nothing to do (half a minute).
.PHONY: bench-idle
bench-idle: $(STAMP)
	$(BIN)/python benchmarks/idle.py

# A crowd on PostgreSQL under faults, as root: workers killed and cut off, the database restarted (about 25 minutes);
# 200 races for the lead, 50 leaders killed (about 12 minutes).
.PHONY: faults-growing
faults-growing: $(STAMP)
	$(BIN)/python benchmarks/faults_growing.py $(ARGS)
	$(BIN)/python benchmarks/faults_leading.py $(ARGS)

bench-reading: $(STAMP)
	$(BIN)/python benchmarks/reading.py

# Where wrongly missed matches stand in the queue of near misses that a person reads (seconds).
.PHONY: bench-near-misses
bench-near-misses: $(STAMP)
	$(BIN)/python benchmarks/near_misses.py

bench-falsehits: $(STAMP)
	$(BIN)/python benchmarks/falsehits.py

# Real feeds and 20,000 mutations of them: parsed, or refused with a reason (about five minutes).
bench-feeds: $(STAMP)
	$(BIN)/python benchmarks/feeds.py --mutate 20000

# Pages and API over generated reports; ARGS="10000 100000" for more (the larger takes some minutes).
bench-asking: $(STAMP)
	$(BIN)/python benchmarks/asking.py $(ARGS)

bench-stories: $(STAMP)
	$(BIN)/python benchmarks/stories.py copies
	$(BIN)/python benchmarks/stories.py events
	$(BIN)/python benchmarks/stories.py cost

# What one more report costs among 10,000 and among 100,000 (a quarter of an hour).
.PHONY: bench-stories-growth
bench-stories-growth: $(STAMP)
	$(BIN)/python benchmarks/stories.py cost 10000 100000

# 100 KB of text made to be slow, shape by shape (seconds).
.PHONY: bench-hostile
bench-hostile: $(STAMP)
	$(BIN)/python benchmarks/hostile.py

# What is documented is made from the code; a test fails where the two differ.
.PHONY: docs
docs: $(STAMP)
	$(BIN)/python -m query.questions.document > docs/queries.md
	$(BIN)/python -m query.export.document > docs/exports.md
	$(BIN)/python -m query.archive.document > docs/archives.md
	$(BIN)/python -m query.datasette.metadata > docs/datasette.json

wheel: $(STAMP)
	$(BIN)/python -m pip wheel --quiet --no-deps --no-build-isolation --wheel-dir dist .

clean:
	rm -rf $(VENV) dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "jiannuo needs Python 3.11 or newer; set PYTHON=/path/to/python3.11")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "installing the locked packages into $(VENV) (once; some minutes on a slow line)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@
