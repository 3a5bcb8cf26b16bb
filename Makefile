# Two commands do everything on a fresh Debian machine with python3, git and make:
#   make demo   install what is missing, judge the registers under facts/, say where to look
#   make test   install what is missing, then lint, type and test
.POSIX:
.PHONY: demo test bench bench-peers agree incremental mutate docs diagrams wheel clean

BIN = .venv/bin
READY = .venv/.ready

demo: $(READY)
	@$(BIN)/policyengine check facts --format brief || test $$? -eq 1
	@echo
	@echo "Where to look next:"
	@echo "  $(BIN)/policyengine check facts                every finding with the places it rests on"
	@echo "  $(BIN)/policyengine questions facts            what is worth asking, and what each answer decides"
	@echo "  $(BIN)/policyengine explain RULE [RECORD]      the law, and the proof down to the line of a document"
	@echo "  $(BIN)/policyengine check facts --format html=report.html      all of it as one page to keep"
	@echo "  docs/organisations.md  diagrams/               what was found of each organisation, and where its data go"
	@echo "  facts/  rules/  docs/facts.md  docs/rules.md   the facts, the law, and how to write both"

test: $(READY)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/policyengine rules lint
	$(BIN)/policyengine rules test
	$(BIN)/pytest -n 2 --dist loadgroup

bench: $(READY)
	$(BIN)/python benchmarks/cold.py
	$(BIN)/python benchmarks/loading.py
	$(BIN)/python benchmarks/judging.py
	$(BIN)/python benchmarks/caching.py
	$(BIN)/python benchmarks/whatif.py
	$(BIN)/python benchmarks/forecast.py
	$(MAKE) bench-peers

# Twelve rules in policyengine and in four other engines, which are installed for this alone; it takes some minutes.
bench-peers: $(READY)
	$(BIN)/python -m pip install --quiet --group bench
	$(BIN)/python -m benchmarks.peers

# Compare the engines on so many random cases, on all cores; `SEED=` repeats a run.
N = 200000

agree: $(READY)
	$(BIN)/python tests/engine/agree.py $(N) $(if $(SEED),--seed $(SEED))

# Judges N random changes again in part, and everything from the beginning, and compares.
incremental: N = 10000
incremental: $(READY)
	PYTHONPATH=tests/engine $(BIN)/python -m tests.scenarios.incremental $(N) $(if $(SEED),--seed $(SEED))

# Break the engines, one small change at a time, and say which changes nobody noticed.
SHARE = 0.1

mutate: $(READY)
	$(BIN)/python -m pip install --quiet --group mutate
	$(BIN)/python tests/engine/mutate.py interpreter --share $(SHARE)
	$(BIN)/python tests/engine/mutate.py "rule engine" --share $(SHARE)

# The day as of which the committed pages and drawings are made.
AS_OF = 2026-11-22

docs: $(READY)
	$(BIN)/python -m policyengine.register.reference > docs/facts.md.new
	mv docs/facts.md.new docs/facts.md
	$(BIN)/policyengine check facts --as-of $(AS_OF) --format markdown > docs/organisations.md.new || test $$? -eq 1
	mv docs/organisations.md.new docs/organisations.md
	$(BIN)/python -m tests.decisions.measuring > docs/decisions.md.new
	mv docs/decisions.md.new docs/decisions.md

# The day is fixed so that only facts, law or the drawing itself change what stands in diagrams/.

diagrams: $(READY)
	$(BIN)/policyengine diagram facts --as-of $(AS_OF) --output diagrams \
	    --format dot --format mermaid --format svg --format png
	$(BIN)/policyengine diagram facts --as-of $(AS_OF) --output diagrams --findings \
	    --format dot --format svg --format png

$(READY): pyproject.toml .ci/prepare
	.ci/prepare
	touch $(READY)

clean:
	rm -rf .venv build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
