using Lockkeeper.Benchmarks;

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    stop.Cancel();
};
await new Measuring(BenchmarkOptions.From(args)).RunAsync(stop.Token);
