# Starts one stand-in: sourced by its launcher, which names the entry point.
#   launch ENTRY ARGS...   ENTRY is a path below toolchain/offline without its suffix
# The TypeScript is bundled once into .build/offline and again whenever a source is newer, because
# the engine starts every plugin anew for each command.
launch() {
  entry=$1
  shift
  offline=$(cd "$(dirname "$0")/.." && pwd -P)
  root=$(cd "$offline/../.." && pwd -P)
  bundle="$root/.build/offline/$entry.js"
  if [ ! -f "$bundle" ] ||
    [ -n "$(find "$offline" "$root/cli" "$root/words" "$root/package.json" -newer "$bundle" \( -name '*.ts' ! -name '*.test.ts' -o -name package.json \) -print)" ]; then
    mkdir -p "$(dirname "$bundle")"
    "$root/node_modules/.bin/esbuild" "$offline/$entry.ts" --bundle --platform=node --target=node20 \
      --packages=external --sourcemap=inline --log-level=warning --outfile="$bundle.$$" >&2 || exit 1
    mv "$bundle.$$" "$bundle"
  fi
  exec node --enable-source-maps "$bundle" "$@"
}
