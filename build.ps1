#!/usr/bin/env pwsh
# ./build.ps1 --target=X: builds Lockkeeper when its sources changed, then runs it and exits with its exit code.
# Windows PowerShell 5.1 and PowerShell 7. Where there is bash as a matter of course (Linux, macOS), build.sh does the work.
#
#   CakePackages=nuget|bundled   where Cake comes from; unset: probed once and remembered
#   DOTNET_INSTALL_DIR           where a missing .NET SDK is installed (artifacts\dotnet-sdk)
#   LOCKKEEPER_NO_INSTALL=1      install nothing
#
# Exit code 1: it could not be built. No param block: every argument, also an empty one, stays as it was given.
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
Set-StrictMode -Version 2

function Write-Note([string] $text) { [Console]::Error.WriteLine("build.ps1: $text") }
function Stop-Build([string] $text) { Write-Note $text; exit 1 }

# The repository, also when this script is reached through symbolic links.
$script = Get-Item -LiteralPath $PSCommandPath -Force
while ($script.LinkType -eq 'SymbolicLink') {
  $target = [string] @($script.Target)[0]
  $script = Get-Item -Force -LiteralPath ([IO.Path]::GetFullPath([IO.Path]::Combine($script.DirectoryName, $target)))
}
$root = $script.DirectoryName
$artifacts = [IO.Path]::Combine($root, 'artifacts')
$stamp = [IO.Path]::Combine($artifacts, 'lockkeeper.ps1.stamp')
$log = [IO.Path]::Combine($artifacts, 'lockkeeper.log')
$env:LOCKKEEPER_ROOT = $root

# As CommandLineToArgvW reads it. Windows PowerShell itself loses quotes and empty arguments on the way to a program.
function ConvertTo-Quoted([string] $argument) {
  if ($argument -ne '' -and $argument -notmatch '[\s"]') { return $argument }
  $escaped = [regex]::Replace($argument, '(\\*)"', '$1$1\"')
  return '"' + [regex]::Replace($escaped, '(\\+)$', '$1$1') + '"'
}

# Runs a program and returns its exit code. With a log, both its streams go there; without, the terminal is its own.
function Invoke-Program([string] $file, [object[]] $arguments, [string] $folder, [string] $logFile) {
  $start = New-Object Diagnostics.ProcessStartInfo
  $start.FileName = $file
  $start.WorkingDirectory = $folder
  $start.UseShellExecute = $false
  if ($start.PSObject.Properties['ArgumentList']) {
    foreach ($argument in $arguments) { $start.ArgumentList.Add([string] $argument) }
  } else {
    $start.Arguments = (@($arguments | ForEach-Object { ConvertTo-Quoted ([string] $_) }) -join ' ')
  }
  if ($logFile) { $start.RedirectStandardOutput = $start.RedirectStandardError = $true }
  $process = [Diagnostics.Process]::Start($start)
  try {
    if ($logFile) {
      $output = $process.StandardOutput.ReadToEndAsync()
      $errors = $process.StandardError.ReadToEndAsync()
      [IO.File]::AppendAllText($logFile, $output.Result + $errors.Result)
    }
    $process.WaitForExit()
    return $process.ExitCode
  } finally {
    $process.Dispose()
  }
}

# Every input with its length and time: a comparison with the remembered text finds edits, new files and deletions.
function Get-Inputs {
  $files = New-Object Collections.Generic.List[IO.FileInfo]
  foreach ($pattern in 'build.ps1', 'Directory.*.props', 'Directory.*.targets', 'global.json', 'BannedSymbols.txt', 'nuget.config') {
    $files.AddRange([IO.FileInfo[]] @((New-Object IO.DirectoryInfo $root).GetFiles($pattern)))
  }
  foreach ($name in 'build', 'src') {
    $folder = New-Object IO.DirectoryInfo ([IO.Path]::Combine($root, $name))
    if ($folder.Exists) { $files.AddRange([IO.FileInfo[]] @($folder.GetFiles('*', 'AllDirectories'))) }
  }
  $lines = foreach ($file in $files) {
    $path = $file.FullName.Substring($root.Length)
    if ($path -notmatch '[\\/](bin|obj|\.[^\\/]*)([\\/]|$)') { "$path $($file.Length) $($file.LastWriteTimeUtc.Ticks)" }
  }
  return ($lines -join "`n")
}

# What the stamp remembers, or nothing when a build is needed.
function Get-Stamp {
  if (-not [IO.File]::Exists($stamp)) { return $null }
  $parts = [IO.File]::ReadAllText($stamp).Split([char[]] "`n", 6)
  if ($parts.Length -lt 6) { return $null }
  return @{ Packages = $parts[0]; Probed = $parts[1]; Dotnet = $parts[2]; Sdk = $parts[3]; Program = $parts[4]; Inputs = $parts[5] }
}

function Test-Fresh($known) {
  return $null -ne $known -and (-not $env:CakePackages -or $env:CakePackages -eq $known.Packages) -and
    [IO.File]::Exists($known.Dotnet) -and [IO.File]::Exists([IO.Path]::Combine($known.Program, 'Build.dll')) -and
    $known.Inputs -ceq (Get-Inputs)
}

# The operating system frees it with this process, however that ends.
function Lock-Build {
  $path = [IO.Path]::Combine($artifacts, 'lockkeeper.ps1.lock')
  $said = $false
  while ($true) {
    try { return [IO.File]::Open($path, 'OpenOrCreate', 'ReadWrite', 'None') } catch [IO.IOException] {
      if (-not $said) { Write-Note 'another build is running: waiting for it' }
      $said = $true
      Start-Sleep -Milliseconds 200
    }
  }
}

# An SDK of our own goes before all others, for the program and its children too.
function Use-Sdk([string] $sdk) {
  if (-not $sdk) { return }
  $env:DOTNET_ROOT = $sdk
  $env:PATH = $sdk + [IO.Path]::PathSeparator + $env:PATH
}

function Test-Dotnet([string] $dotnet) {
  return $dotnet -and [IO.File]::Exists($dotnet) -and (Invoke-Program $dotnet @('--version') $root $log) -eq 0
}

function Find-Dotnet {
  $onPath = @(Get-Command dotnet -CommandType Application -ErrorAction SilentlyContinue)
  if ($onPath.Count -gt 0 -and (Test-Dotnet $onPath[0].Path)) { return @{ Dotnet = $onPath[0].Path; Sdk = '' } }
  $sdk = if ($env:DOTNET_INSTALL_DIR) { $env:DOTNET_INSTALL_DIR } else { [IO.Path]::Combine($artifacts, 'dotnet-sdk') }
  $sdk = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($sdk)
  $dotnet = [IO.Path]::Combine($sdk, 'dotnet.exe')
  Use-Sdk $sdk
  if (-not (Test-Dotnet $dotnet)) { Install-Sdk $sdk $dotnet }
  return @{ Dotnet = $dotnet; Sdk = $sdk }
}

function Install-Sdk([string] $sdk, [string] $dotnet) {
  $version = (Get-Content -Raw -LiteralPath ([IO.Path]::Combine($root, 'global.json')) | ConvertFrom-Json).sdk.version
  $byHand = "install the .NET SDK $version (https://dotnet.microsoft.com/download), then run this again"
  if ($env:LOCKKEEPER_NO_INSTALL -eq '1') {
    Stop-Build "no .NET SDK that global.json accepts is here, and LOCKKEEPER_NO_INSTALL is set: $byHand"
  }
  Write-Note "no .NET SDK that global.json accepts is here: installing $version into $sdk"
  $address = 'https://dot.net/v1/dotnet-install.ps1'
  $installer = [IO.Path]::Combine($artifacts, 'dotnet-install.ps1')
  try {
    # Windows PowerShell does not offer TLS 1.2 by itself on older systems.
    [Net.ServicePointManager]::SecurityProtocol = [Net.ServicePointManager]::SecurityProtocol -bor [Net.SecurityProtocolType]::Tls12
    Invoke-WebRequest -UseBasicParsing -TimeoutSec 60 -Uri $address -OutFile $installer
  } catch {
    Stop-Build "could not download ${address} ($($_.Exception.Message)): $byHand"
  }
  $shell = (Get-Process -Id $PID).Path
  $json = [IO.Path]::Combine($root, 'global.json')
  $arguments = '-NoProfile', '-ExecutionPolicy', 'Bypass', '-File', $installer, '-JsonFile', $json, '-InstallDir', $sdk, '-NoPath'
  if ((Invoke-Program $shell $arguments $root $log) -ne 0 -or -not (Test-Dotnet $dotnet)) {
    Stop-Build "the installation failed (log in $log): $byHand"
  }
}

# Each build gets a folder of its own and the stamp names it: neither a killed build nor one beside a running deployment does harm.
function Build-Program($known) {
  $inputs = Get-Inputs
  [IO.File]::WriteAllText($log, '')
  $found = Find-Dotnet
  Write-Note 'building Lockkeeper (first run, or its sources changed)'
  $env:DOTNET_NOLOGO = '1'
  $env:MSBUILDDISABLENODEREUSE = '1'
  $common = 'build/Build.csproj', '--use-current-runtime', '-p:PublishReadyToRun=true', '-v', 'quiet'
  $probed = if ($known) { $known.Probed } else { '' }
  $packages = if ($env:CakePackages) { $env:CakePackages } else { $probed }
  if (-not $packages) {
    $answer = Invoke-Program $found.Dotnet (@('restore') + $common + '-p:CakePackages=nuget') $root $log
    $probed = if ($answer -eq 0) { 'nuget' } else { 'bundled' }
    $packages = $probed
  }
  $program = [IO.Path]::Combine($artifacts, 'lockkeeper.d', "$([DateTime]::UtcNow.ToString('yyyyMMddHHmmss'))-$PID")
  $publish = @('publish') + $common + @('-c', 'Release', '-p:RunAnalyzers=false', '--self-contained', 'false', "-p:CakePackages=$packages", '-o', $program, '-nologo')
  [IO.File]::WriteAllText($log, '')
  $code = Invoke-Program $found.Dotnet $publish $root $log
  if ($code -ne 0 -or -not [IO.File]::Exists([IO.Path]::Combine($program, 'Build.dll'))) {
    [Console]::Error.Write([IO.File]::ReadAllText($log))
    Stop-Build "the build failed (exit code $code, log in $log); the program built before is untouched, and was not run"
  }
  $text = ($packages, $probed, $found.Dotnet, $found.Sdk, $program, $inputs) -join "`n"
  [IO.File]::WriteAllText("$stamp.new", $text)
  Move-Item -Force -LiteralPath "$stamp.new" -Destination $stamp
  Remove-OldPrograms $program $known
}

# All but this one and the one before. A folder with a program that still runs cannot be renamed on Windows, and stays.
function Remove-OldPrograms([string] $program, $known) {
  $keep = @($program)
  if ($known) { $keep += $known.Program }
  foreach ($folder in Get-ChildItem -Directory -LiteralPath (Split-Path $program)) {
    if ($keep -contains $folder.FullName) { continue }
    try {
      $gone = "$($folder.FullName).gone"
      [IO.Directory]::Move($folder.FullName, $gone)
      [IO.Directory]::Delete($gone, $true)
    } catch [IO.IOException], [UnauthorizedAccessException] { continue }
  }
}

$here = (Get-Location -PSProvider FileSystem).ProviderPath
if ([IO.Path]::DirectorySeparatorChar -eq '/') {
  exit (Invoke-Program 'bash' (@([IO.Path]::Combine($root, 'build.sh')) + $args) $here '')
}
$null = [IO.Directory]::CreateDirectory($artifacts)
$known = Get-Stamp
if (-not (Test-Fresh $known)) {
  $lock = Lock-Build
  try {
    $known = Get-Stamp
    if (-not (Test-Fresh $known)) {
      Build-Program $known
      $known = Get-Stamp
    }
  } finally {
    $lock.Dispose()
  }
}
Use-Sdk $known.Sdk
exit (Invoke-Program $known.Dotnet (@([IO.Path]::Combine($known.Program, 'Build.dll')) + $args) $here '')
