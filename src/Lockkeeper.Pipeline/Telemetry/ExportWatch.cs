namespace Lockkeeper.Pipeline.Telemetry;

/// <summary>Sees what becomes of the exporter's calls, of which the SDK tells nobody.</summary>
internal sealed class ExportWatch
{
    /// <summary>What is told of a receiver that hangs, whoever gave up first: the call or the end of the run.</summary>
    public const string Unanswered = "the receiver did not answer in time";

    /// <summary>Why the last call that failed did; null while none has.</summary>
    public string? Problem { get; private set; }

    private HttpResponseMessage See(HttpResponseMessage response)
    {
        if (!response.IsSuccessStatusCode) Problem = $"the receiver answered {(int)response.StatusCode}";
        return response;
    }

    private bool See(Exception e)
    {
        Problem = e is HttpRequestException ? e.Message : Unanswered;
        return false;
    }

    /// <summary>Stands in front of the network.</summary>
    internal sealed class Handler(ExportWatch watch) : DelegatingHandler(new SocketsHttpHandler())
    {
        /// <inheritdoc />
        protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            try
            {
                return watch.See(base.Send(request, cancellationToken));
            }
            catch (Exception e) when (watch.See(e))
            {
                throw;
            }
        }

        /// <inheritdoc />
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            try
            {
                return watch.See(await base.SendAsync(request, cancellationToken));
            }
            catch (Exception e) when (watch.See(e))
            {
                throw;
            }
        }
    }
}
