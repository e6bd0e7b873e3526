# How to install, start, test and check the service on a machine with Python 3.11, git and make. No root is needed.

PYTHON ?= $(shell for p in python3.11 python3 python; do $(call NEW_ENOUGH,$$p) && echo $$p && break; done)
NEW_ENOUGH = $(1) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
UV ?= uv

BIN := .venv/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check
LOCK := pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-emit-find-links --no-header --quiet

.DELETE_ON_ERROR:
.PHONY: help install run serve test endurance campaign lint lock clean

help: ## 列出可用的命令 / list the commands
	@sed -n 's/^\([a-z]*\):.*## /make \1	/p' Makefile

install: .venv/installed ## 安装运行所需 / install what the service needs

run: .venv/installed ## 演示广武镇的一整年 / the first town's whole year, as a demonstration
	@$(BIN)/nianbao run

serve: .venv/installed ## 启动服务 / start the service
	@$(BIN)/nianbao serve

# What takes minutes because whole services die in it and whole years are lived.
LONG := tests/simulation tests/deployments/test_kills.py tests/deployments/test_onward.py

test: .venv/installed-dev ## 运行测试 / every test but the long ones
	@$(BIN)/python -m pytest $(LONG:%=--ignore=%)

endurance: .venv/installed-dev ## 模拟全年、断电和通知风暴 / the long tests: simulated years, killed services, a storm of notices
	@$(BIN)/python -m pytest $(LONG)

campaign: .venv/installed-dev ## 更多的断电和更大的通知风暴，约一小时 / more power cuts and a larger storm, about an hour
	@NIANBAO_TEST_KILLS=150 NIANBAO_TEST_STORM=10000 $(BIN)/python -m pytest tests/simulation/test_kills.py tests/simulation/test_storm.py

lint: .venv/installed-dev ## 检查写法、类型和分层 / style, types and who may import whom
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports
	@$(BIN)/mypy

lock: ## 重新锁定依赖的版本 / pin the dependencies anew (needs uv)
	@command -v $(UV) >/dev/null || { echo "锁定依赖需要 uv。 / Locking needs uv: https://docs.astral.sh/uv"; exit 1; }
	@$(UV) $(LOCK) -o requirements.txt >/dev/null
	@$(UV) $(LOCK) --extra dev -c requirements.txt -o requirements-dev.txt >/dev/null

clean: ## 删除安装和缓存，不动数据 / remove the installation and caches; the data in state/ stays
	@rm -rf .venv build *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Installing happens when what is to be installed has changed. The project itself is installed from this folder without
# asking the network for anything: its builder is one of the locked requirements. The lock is complete, so pip resolves
# nothing (it would look for newer versions of what is asked for with an extra).

.venv/installed: requirements.txt pyproject.toml | $(BIN)/python
	@echo "正在安装依赖，约一分钟…… / Installing, about a minute …"
	@$(INSTALL) --no-deps --require-hashes -r requirements.txt
	@$(INSTALL) --no-index --no-deps --no-build-isolation -e .
	@touch $@

.venv/installed-dev: requirements-dev.txt .venv/installed
	@echo "正在安装测试工具…… / Installing the test tools …"
	@$(INSTALL) --no-deps --require-hashes -r requirements-dev.txt
	@touch $@

$(BIN)/python:
	@$(call NEW_ENOUGH,$(or $(PYTHON),false)) || { \
		echo "需要 Python 3.11 或更新版本。请安装，或指明位置：make PYTHON=/路径/python3.11"; \
		echo "Python 3.11 or newer is needed. Install it, or say where it is: make PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -m venv .venv || { rm -rf .venv; \
		echo "无法建立虚拟环境。在 Debian、Ubuntu 上请安装 python3-venv。"; \
		echo "No virtual environment could be made. On Debian and Ubuntu install python3-venv."; exit 1; }
