#!/usr/bin/env bash
# Runs Claude Code, Codex and Gemini CLI, fresh from npm, through a gateway in front of fake
# providers: each must carry out a command that the model asks for. Needs node, npm and the npm
# registry.
#
#   scripts/try-coding-tools.sh [FOLDER]
#
# FOLDER keeps the packages for the next time; without one they are thrown away.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
folder=${1:-}
if [ -z "$folder" ]; then
  folder=$(mktemp -d)
  trap 'rm -rf "$folder"' EXIT
fi
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
[ -d "$folder/node_modules" ] ||
  npm install --prefix "$folder" --no-audit --no-fund @anthropic-ai/claude-code @openai/codex \
    @google/gemini-cli
for tool in claude codex gemini; do "$folder/node_modules/.bin/$tool" --version; done
cd "$root"
mvn -q -pl gateway -am test -Dtest=CodingToolsTest -Dsurefire.failIfNoSpecifiedTests=false \
  "-Dmodelrouter.coding-tools=$folder"
