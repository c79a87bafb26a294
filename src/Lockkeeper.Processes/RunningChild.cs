using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using Lockkeeper.Failures;

namespace Lockkeeper.Processes;

/// <summary>A started program and the pumps of its three streams.</summary>
internal sealed class RunningChild : IDisposable
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private readonly Process _process;
    private readonly StreamCapture _output;
    private readonly StreamCapture _error;
    private readonly Task _streams;

    public RunningChild(ChildCommand command)
    {
        _process = new Process { StartInfo = StartInfo(command) };
        Start(command);
        var gate = new Lock();
        _output = new StreamCapture(_process.StandardOutput, command.OnLine, gate);
        _error = new StreamCapture(_process.StandardError, command.OnLine, gate);
        _streams = Task.WhenAll(_output.Done, _error.Done, FeedAsync(_process.StandardInput, command.StandardInput));
    }

    public async Task WaitAsync(TimeSpan streamGrace, CancellationToken token)
    {
        await _process.WaitForExitAsync(token);
        await StreamsAsync(streamGrace, token);
    }

    public async Task KillAsync(TimeSpan streamGrace)
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception gone) when (gone is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It ended by itself in between.
        }

        await _process.WaitForExitAsync(CancellationToken.None);
        try
        {
            // Descendants hold the streams open, so their end shows that the last of them is gone.
            await StreamsAsync(streamGrace, CancellationToken.None);
        }
        catch (Exception)
        {
            // The failure that led here is the one to tell.
        }
    }

    public ChildResult Result(TimeSpan duration) => new(_process.ExitCode, _output.Text, _error.Text, duration);

    public void Dispose() => _process.Dispose();

    private async Task StreamsAsync(TimeSpan grace, CancellationToken token)
    {
        try
        {
            await _streams.WaitAsync(grace, token);
        }
        catch (TimeoutException)
        {
            // A background process inherited the streams and lives on: what was read until now is the result.
        }
    }

    private void Start(ChildCommand command)
    {
        try
        {
#pragma warning disable RS0030 // The one place where programs are started: everything else goes through here.
            _process.Start();
#pragma warning restore RS0030
        }
        catch (Exception failure) when (failure is Win32Exception or FileNotFoundException or DirectoryNotFoundException)
        {
            _process.Dispose();
            throw DeployFailure.Refused(
                FailureCode.ToolMissing,
                $"{command.Program} cannot be run: {failure.Message}",
                $"Install {Path.GetFileName(command.Program)} or put its folder on PATH, then run the same command again.",
                failure);
        }
    }

    private static ProcessStartInfo StartInfo(ChildCommand command)
    {
        var info = new ProcessStartInfo(command.Program)
        {
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = Utf8,
            StandardOutputEncoding = Utf8,
            StandardErrorEncoding = Utf8,
            WorkingDirectory = command.WorkingDirectory ?? "",
        };
        foreach (var argument in command.Arguments)
            info.ArgumentList.Add(argument);
        foreach (var (name, value) in command.Environment)
            info.Environment[name] = value;
        return info;
    }

    private static async Task FeedAsync(StreamWriter input, string? text)
    {
        try
        {
            await using (input)
                await input.WriteAsync(text);
        }
        catch (IOException)
        {
            // The program did not want (all of) its input; its exit code tells whether that matters.
        }
    }
}
