#!/usr/bin/env bash
# ./build.sh --target=X: builds Lockkeeper when its sources changed, then becomes it (exec: signals and exit codes are the program's own).
#
#   CakePackages=nuget|bundled   where Cake comes from; unset: probed once and remembered
#   DOTNET_INSTALL_DIR           where a missing .NET SDK is installed (artifacts/dotnet-sdk)
#   LOCKKEEPER_NO_INSTALL=1      install nothing, neither the SDK nor PostgreSQL
#   PG_BIN                       a folder with PostgreSQL's server programs
#   LOCKKEEPER_PG_FOLDERS        searched for them instead of the usual folders (blank-separated globs; tests use it)
#
# Exit code 1: it could not be built. Runs on bash 3.2 (macOS) and later.
set -euo pipefail

say() { printf 'build.sh: %s\n' "$*" >&2; }
die() { say "$@"; exit 1; }

script=${BASH_SOURCE[0]}
case $script in */*) ;; *) script=./$script ;; esac
while [ -L "$script" ]; do
  link=$(readlink "$script")
  case $link in /*) script=$link ;; *) script=${script%/*}/$link ;; esac
done
root=$(CDPATH='' cd -- "${script%/*}/" && pwd -P)
export LOCKKEEPER_ROOT=$root

artifacts=$root/artifacts
stamp=$artifacts/lockkeeper.stamp
log=$artifacts/lockkeeper.log
machine="$OSTYPE $HOSTTYPE"
# What the stamp remembers.
built_for='' packages='' probed='' dotnet='' sdk='' program='' known=''

# The inputs, one a line. With `-cnewer STAMP` a file that changed since then stands twice, so that one comparison with the
# remembered list finds edits, new files and deletions. The change time also betrays a file that was moved in with an old date.
inputs() (
  cd "$root"
  files=()
  for file in build src build.sh Directory.*.props Directory.*.targets global.json BannedSymbols.txt [Nn]u[Gg]et.[Cc]onfig; do
    if [ -e "$file" ]; then files+=("$file"); fi
  done
  if [ $# -gt 0 ]; then set -- ! -type d "$@" -print -print -o; fi
  find "${files[@]}" \( -name '.*' -o -name bin -o -name obj \) -prune -o "$@" -print
)

recall() {
  [ -f "$stamp" ] || return 0
  {
    read -r built_for && read -r packages && read -r probed && read -r dotnet && read -r sdk && read -r program || return 0
    IFS= read -r -d '' known || true
  } <"$stamp"
}

fresh() {
  [ "$built_for" = "$machine" ] && [ "${CakePackages:-$packages}" = "$packages" ] && [ -x "$dotnet" ] || return 1
  [ -f "$artifacts/$program/Build.dll" ] || return 1
  local now
  # BusyBox' find may not know -cnewer.
  now=$(inputs -cnewer "$stamp" 2>/dev/null) || now=$(inputs -newer "$stamp") || return 1
  [ "$now" = "$known" ]
}

# A kernel lock: it goes away with this process, however that ends. macOS has no flock(1), but perl.
lock() {
  mkdir -p "$artifacts"
  [ -w "$artifacts" ] || die "cannot write to $artifacts"
  exec 9>"$artifacts/lockkeeper.lock"
  if command -v flock >/dev/null; then
    flock -n 9 || { say 'another build is running: waiting for it'; flock 9; }
  elif command -v perl >/dev/null; then
    perl -e 'open(my $f, ">&=", 9) && flock($f, 2) or exit 1'
  fi
}

# Runs a command of the .NET SDK in the repository, its output going to the log. In the background, as bash would otherwise act on a
# signal only when the command has ended; without the lock, as compiler servers outlive the command.
logged() {
  (
    cd "$root"
    export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_GENERATE_ASPNET_CERTIFICATE=false MSBUILDDISABLENODEREUSE=1
    exec "$@"
  ) >>"$log" 2>&1 </dev/null 9>&- &
  local child=$! code=0
  # shellcheck disable=SC2064 # the child of now is meant
  trap "kill -TERM $child 2>/dev/null; exit 130" INT
  # shellcheck disable=SC2064
  trap "kill -TERM $child 2>/dev/null; exit 143" TERM HUP
  wait "$child" || code=$?
  trap - INT TERM HUP
  return "$code"
}

# Puts an SDK of our own before all others, for the program and its children too.
use_sdk() {
  [ -z "$sdk" ] && return 0
  # Where we had to bring the SDK, ICU is likely to be missing as well.
  export PATH="$sdk:$PATH" DOTNET_ROOT=$sdk DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=${DOTNET_SYSTEM_GLOBALIZATION_INVARIANT:-1}
}

# True when the SDK of this dotnet is one that global.json accepts.
satisfies() { [ -x "$1" ] && (cd "$root" && "$1" --version >/dev/null 2>&1); }

find_dotnet() {
  sdk=''
  dotnet=$(command -v dotnet || true)
  satisfies "$dotnet" && return
  sdk=${DOTNET_INSTALL_DIR:-$artifacts/dotnet-sdk}
  case $sdk in /*) ;; *) sdk=$PWD/$sdk ;; esac
  dotnet=$sdk/dotnet
  use_sdk
  satisfies "$dotnet" || install_sdk
}

install_sdk() {
  local installer=$artifacts/dotnet-install.sh address=https://dot.net/v1/dotnet-install.sh version by_hand
  version=$(sed -n 's/.*"version" *: *"\([^"]*\)".*/\1/p' "$root/global.json")
  by_hand="install the .NET SDK $version (https://dotnet.microsoft.com/download), then run this again"
  [ "${LOCKKEEPER_NO_INSTALL:-}" != 1 ] || die "no .NET SDK that global.json accepts is here, and LOCKKEEPER_NO_INSTALL is set: $by_hand"
  say "no .NET SDK that global.json accepts is here: installing $version into $sdk"
  rm -f "$installer"
  if command -v curl >/dev/null; then
    curl -fsSL --retry 3 --connect-timeout 20 -o "$installer" "$address" >"$log" 2>&1 || true
  elif command -v wget >/dev/null; then
    wget -q --tries=3 --timeout=20 -O "$installer" "$address" >"$log" 2>&1 || true
  else
    die "neither curl nor wget is here to fetch it: $by_hand"
  fi
  # A portal or proxy may answer with a page of its own.
  [ "$(head -c 2 "$installer" 2>/dev/null)" = '#!' ] || die "could not download $address: $by_hand"
  if ! logged bash "$installer" --jsonfile "$root/global.json" --install-dir "$sdk" --no-path || ! satisfies "$dotnet"; then
    tail -n 5 "$log" >&2
    die "the installation failed (all of it in $log): $by_hand"
  fi
}

# Cake.Frosting comes from NuGet where that has it, else from the stand-ins in build/cake.
choose_packages() {
  packages=${CakePackages:-$probed}
  [ -z "$packages" ] || return 0
  packages=bundled
  if logged "$dotnet" restore build/Build.csproj --use-current-runtime -p:PublishReadyToRun=true -p:CakePackages=nuget -v quiet; then
    packages=nuget
  fi
  probed=$packages
}

# Each build gets a folder of its own and the stamp names it: neither a killed build nor one beside a running deployment does harm.
build() {
  local previous=$program started=$artifacts/lockkeeper.stamp.$$ list code=0
  touch "$started"
  list=$(inputs)
  : >"$log"
  find_dotnet
  say 'building Lockkeeper (first run, or its sources changed)'
  choose_packages
  program=lockkeeper.d/$(date +%Y%m%d%H%M%S)-$$
  : >"$log"
  logged "$dotnet" publish build/Build.csproj -c Release --use-current-runtime --self-contained false -p:PublishReadyToRun=true -p:RunAnalyzers=false \
    "-p:CakePackages=$packages" -o "$artifacts/$program" -v quiet -nologo || code=$?
  if [ "$code" -ne 0 ] || [ ! -f "$artifacts/$program/Build.dll" ]; then
    cat "$log" >&2
    rm -rf "$started" "${artifacts:?}/$program"
    die "the build failed (exit code $code, log in $log); the program built before is untouched, and was not run"
  fi
  ln -sfn "$program" "$artifacts/lockkeeper"
  printf '%s\n%s\n%s\n%s\n%s\n%s\n%s' "$machine" "$packages" "$probed" "$dotnet" "$sdk" "$program" "$list" >"$started.done"
  # What is edited from now on is newer than the stamp, also what the compiler had not read yet.
  touch -r "$started" "$started.done"
  mv -f "$started.done" "$stamp"
  rm -f "$started"
  remove_old_programs "$previous"
}

# All but this one, the one before (a caller may just be starting it) and those that still run.
remove_old_programs() {
  local folder running
  running=$(ps -A -o args 2>/dev/null) || return 0
  for folder in "$artifacts"/lockkeeper.d/*; do
    case $folder in "$artifacts/$program" | "$artifacts/$1") continue ;; esac
    case $running in *"$folder"/*) ;; *) rm -rf "$folder" ;; esac
  done
}

# True for targets that start a throwaway server or work on the local environment.
wants_postgres() {
  local target=Default environment=local argument before=''
  for argument in "$@"; do
    case $before in
      --target | -t) target=$argument before='' && continue ;;
      --environment) environment=$argument before='' && continue ;;
    esac
    case $argument in
      --target=* | -t=*) target=${argument#*=} ;;
      --environment=*) environment=${argument#*=} ;;
      -h | --help | --version | --info | --tree | --description | --dryrun) return 1 ;;
    esac
    before=$argument
  done
  local answer=1
  shopt -s nocasematch
  case $target in
    Default | Rehearse | RehearseStaging | VerifyBackup | Test | Benchmark) answer=0 ;;
    Plan | Status | Drift | Backup | VerifyEnv | Migrate | SmokeTests | Monitor | Rollback) [[ $environment != local ]] || answer=0 ;;
  esac
  shopt -u nocasematch
  return "$answer"
}

has_postgres() {
  command -v initdb >/dev/null && return
  local folder usual='/usr/lib/postgresql/*/bin /usr/pgsql-*/bin /usr/libexec/postgresql* /opt/homebrew/opt/postgresql@*/bin
    /usr/local/opt/postgresql@*/bin /home/linuxbrew/.linuxbrew/opt/postgresql@*/bin /Applications/Postgres.app/Contents/Versions/*/bin'
  [ -x "${PG_BIN:-}/initdb" ] && return
  # shellcheck disable=SC2086 # the globs are meant to be expanded
  for folder in ${LOCKKEEPER_PG_FOLDERS-$usual}; do
    if [ -x "$folder/initdb" ]; then return 0; fi
  done
  return 1
}

# Where it cannot be installed this says nothing: the program has the one clear message.
install_postgres() {
  local become=(env) drop_in=/etc/postgresql-common/createcluster.d/lockkeeper.conf
  [ "${LOCKKEEPER_NO_INSTALL:-}" != 1 ] && command -v apt-get >/dev/null || return 0
  if [ "$EUID" -ne 0 ]; then
    sudo -n true 2>/dev/null || return 0
    become=(sudo -n env)
  fi
  if command -v docker >/dev/null && timeout 10 docker version >/dev/null 2>&1; then return 0; fi
  say 'neither PostgreSQL nor Docker is here: installing the package postgresql (LOCKKEEPER_NO_INSTALL=1 prevents this)'
  # The drop-in, there only while dpkg works, keeps the package from creating and starting a server of its own.
  become+=(DEBIAN_FRONTEND=noninteractive apt-get -y -qq -o DPkg::Lock::Timeout=120
    -o "DPkg::Pre-Invoke::=mkdir -p ${drop_in%/*} && echo create_main_cluster = false >$drop_in"
    -o "DPkg::Post-Invoke::=rm -f $drop_in")
  mkdir -p "$artifacts"
  "${become[@]}" install postgresql >"$log" 2>&1 </dev/null && return
  { "${become[@]}" update && "${become[@]}" install postgresql; } >>"$log" 2>&1 </dev/null && return
  tail -n 3 "$log" >&2
  say 'the package could not be installed'
}

recall
if ! fresh; then
  lock
  recall
  fresh || build
  exec 9>&-
fi
use_sdk
if wants_postgres "$@" && ! has_postgres; then install_postgres; fi
exec "$dotnet" "$artifacts/$program/Build.dll" "$@"
