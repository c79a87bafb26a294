namespace Lockkeeper.Benchmarks.Workload;

/// <summary>One migration of the workload: the same five statements for every program.</summary>
/// <param name="Number">From 1.</param>
internal sealed record Script(int Number)
{
    /// <summary>Fourteen digits, as the Supabase CLI and Lockkeeper want them.</summary>
    public string Version => $"2025010{1 + (Number / 86400)}{Number / 3600 % 24:00}{Number / 60 % 60:00}{Number % 60:00}";

    /// <summary>For programs that count milliseconds since 1970.</summary>
    public string Milliseconds => $"{1735689600000L + (Number * 1000L)}";

    public string Name => $"table_{Number:0000}";

    /// <summary>The statements, each ended by a semicolon, none of which opens or ends a transaction.</summary>
    public string Sql => $"""
        create table public.bench_{Number:0000} (
            id bigint generated always as identity primary key,
            name text not null,
            amount numeric(12, 2) not null default 0,
            created_at timestamptz not null default now()
        );
        create index bench_{Number:0000}_name on public.bench_{Number:0000} (name);
        insert into public.bench_{Number:0000} (name, amount) select 'row ' || n, n from generate_series(1, 10) n;
        alter table public.bench_{Number:0000} add column note text;
        comment on table public.bench_{Number:0000} is 'Table number {Number} of the workload';

        """;

    public static IReadOnlyList<Script> Of(int count) => [.. Enumerable.Range(1, count).Select(n => new Script(n))];
}
