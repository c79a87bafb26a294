#!/usr/bin/env bash
# What the fake download gives: "installs" the fake SDK beside it.
echo "install $*" >>"$LOCKKEEPER_ROOT/../journal"
[ -z "${FAKE_INSTALL_FAILS:-}" ] || { echo 'no space left on device' >&2; exit 1; }
while [ "$1" != --install-dir ]; do shift; done
mkdir -p "$2" && cp "$(dirname "$FAKE_DOWNLOAD")/dotnet" "$2/dotnet"
