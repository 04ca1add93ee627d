#!/bin/sh
# Builds the addon under AddressSanitizer and UndefinedBehaviorSanitizer and runs this package's tests with it, the
# conformance suite among them. Arguments go to vitest.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../.." && pwd)
cmake -S "$here" -B "$here/build-sanitize" -DCRESSET_SANITIZE=ON -DCMAKE_BUILD_TYPE=Release >/dev/null
cmake --build "$here/build-sanitize" --parallel 2
# The sanitizer's run-time must come first in the process. Leaks are V8's business: a Node process never frees it all.
export CRESSET_CPU_ADDON="$here/build-sanitize/Release/cresset_cpu.node"
LD_PRELOAD="$(cc -print-file-name=libasan.so) $(cc -print-file-name=libstdc++.so)" \
  ASAN_OPTIONS=detect_leaks=0:allocator_may_return_null=1 UBSAN_OPTIONS=print_stacktrace=1 \
  node "$root/node_modules/vitest/vitest.mjs" run --root "$root" --testTimeout 600000 "${@:-packages/backend-cpu/}"
