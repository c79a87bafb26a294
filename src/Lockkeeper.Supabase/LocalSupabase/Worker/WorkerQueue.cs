using System.Security.Cryptography;
using Lockkeeper.Supabase.LocalSupabase.Data;
using Npgsql;

namespace Lockkeeper.Supabase.LocalSupabase.Worker;

/// <summary>The queue of upload_pipeline, by the project's own functions and as service_role.</summary>
internal sealed class WorkerQueue(LocalDatabase database)
{
    // The functions came with a later migration than the tables.
    private const string IsThereSql = """
        select to_regclass('upload_pipeline.workers') is not null and to_regprocedure('upload_pipeline.heartbeat(uuid)') is not null
           and to_regprocedure('upload_pipeline.claim_job(uuid,interval)') is not null
           and to_regprocedure('upload_pipeline.complete_job(uuid,uuid)') is not null
           and to_regprocedure('upload_pipeline.fail_job(uuid,uuid,text)') is not null
        """;

    private const string RegisterSql = "insert into upload_pipeline.workers (hostname, process_id, version) values ($1, $2, $3) returning id";

    private const string SilenceSql = "select extract(epoch from clock_timestamp() - last_heartbeat_at)::float8 from upload_pipeline.workers where id = $1 and stopped_at is null";

    // A host name of its own: of one process there may be several, over one database or many.
    private readonly string _host = $"lockkeeper-{RandomNumberGenerator.GetHexString(8, lowercase: true)}";

    /// <summary>Whether the database has a queue that a worker can take jobs from.</summary>
    public async Task<bool> IsThereAsync(CancellationToken token) => await ScalarAsync(IsThereSql, [], token) is true;

    public async Task<Guid> RegisterAsync(CancellationToken token) =>
        (Guid)(await ScalarAsync(RegisterSql, [_host, Environment.ProcessId, typeof(WorkerQueue).Assembly.GetName().Version!.ToString(3)], token))!;

    /// <returns>False where somebody has stopped or removed this worker.</returns>
    public async Task<bool> BeatAsync(Guid worker, CancellationToken token) =>
        await ScalarAsync("select upload_pipeline.heartbeat($1)", [worker], token) is not (null or DBNull);

    /// <summary>How long this worker has not been heard, by the database's clock; null where it is not registered any more.</summary>
    public async Task<TimeSpan?> SilenceAsync(Guid worker, CancellationToken token) =>
        await ScalarAsync(SilenceSql, [worker], token) is double seconds ? TimeSpan.FromSeconds(seconds) : null;

    public Task<QueuedJob?> ClaimAsync(Guid worker, CancellationToken token) => RunAsync("select id, document_id, stage::text from upload_pipeline.claim_job($1)", [worker], async command =>
    {
        await using var reader = await command.ExecuteReaderAsync(token);
        return await reader.ReadAsync(token) ? new QueuedJob(reader.GetGuid(0), reader.GetGuid(1), reader.GetString(2)) : null;
    }, token);

    public async Task<bool> HasDocumentAsync(Guid document, CancellationToken token) =>
        await ScalarAsync("select exists (select from documents.documents where id = $1)", [document], token) is true;

    public Task CompleteAsync(QueuedJob job, Guid worker, CancellationToken token) =>
        ScalarAsync("select upload_pipeline.complete_job($1, $2)", [job.Id, worker], token);

    public Task FailAsync(QueuedJob job, Guid worker, string reason, CancellationToken token) =>
        ScalarAsync("select upload_pipeline.fail_job($1, $2, $3)::text", [job.Id, worker, reason], token);

    public Task SignOffAsync(Guid worker, CancellationToken token) =>
        ScalarAsync("update upload_pipeline.workers set stopped_at = clock_timestamp() where id = $1 and stopped_at is null", [worker], token);

    private Task<object?> ScalarAsync(string sql, object[] parameters, CancellationToken token) =>
        RunAsync(sql, parameters, command => command.ExecuteScalarAsync(token), token);

    private async Task<T> RunAsync<T>(string sql, object[] parameters, Func<NpgsqlCommand, Task<T>> run, CancellationToken token)
    {
        await using var transaction = await database.BeginAsServiceAsync("service_role", token);
        await using var command = transaction.Command(sql, parameters);
        var result = await run(command);
        await transaction.CommitAsync(token);
        return result;
    }
}

/// <summary>A job that this worker has claimed.</summary>
/// <param name="Id">The job.</param>
/// <param name="Document">What it is about.</param>
/// <param name="Stage">What is to be done: parse, chunk or embed.</param>
internal sealed record QueuedJob(Guid Id, Guid Document, string Stage);
