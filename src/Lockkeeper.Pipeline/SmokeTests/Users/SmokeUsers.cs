using System.Collections.Concurrent;
using System.Security.Cryptography;
using Lockkeeper.Supabase.Services;

namespace Lockkeeper.Pipeline.SmokeTests.Users;

/// <summary>Somebody who is there for the tests' sake.</summary>
/// <param name="Id">In auth.users.</param>
/// <param name="Email">Carries the deployment.</param>
/// <param name="Password">Random, and gone with the run.</param>
internal sealed record SmokeUser(string Id, string Email, string Password)
{
    public override string ToString() => $"{nameof(SmokeUser)} {{ Id = {Id} }}";
}

/// <summary>A user with a session.</summary>
internal sealed record LoggedIn(string Id, string Token)
{
    public override string ToString() => $"{nameof(LoggedIn)} {{ Id = {Id} }}";
}

/// <summary>Makes users, the two that documents need only once.</summary>
internal sealed class SmokeUsers(SmokeRun run)
{
    private readonly ConcurrentBag<string> _secrets = [];
    private (LoggedIn Owner, LoggedIn Other)? _pair;

    /// <summary>Passwords and tokens, so that none of them gets into a note.</summary>
    public IReadOnlyCollection<string> Secrets => _secrets;

    /// <summary>Registers a user: as an administrator, who sends no mail, or as anybody does.</summary>
    /// <param name="part">Tells the users of one run apart.</param>
    /// <exception cref="ServiceFailure">It was refused.</exception>
    /// <exception cref="SmokeStop">Nobody can register without answering a mail, and there is no secret key.</exception>
    public async Task<SmokeUser> RegisterAsync(string part)
    {
        var auth = run.RequireSupabase(withSecret: false).Auth;
        var (email, password) = (run.Names.Email(part), Convert.ToHexString(RandomNumberGenerator.GetBytes(20)));
        _secrets.Add(password);
        if (auth.IsAdministrator) return new SmokeUser((await auth.CreateUserAsync(email, password, data: null, run.Token)).Id, email, password);
        var settings = await auth.SettingsAsync(run.Token);
        if (settings.SignUpDisabled || !settings.ConfirmsByItself || !settings.Email)
            run.RequireSupabase(withSecret: true, "sign-up is closed or sends a mail that nobody answers");
        return new SmokeUser((await auth.SignUpAsync(email, password, data: null, run.Token)).User.Id, email, password);
    }

    public async Task<LoggedIn> LogInAsync(SmokeUser user)
    {
        var session = await run.RequireSupabase(withSecret: false).Auth.LogInAsync(user.Email, user.Password, run.Token);
        _secrets.Add(session.AccessToken);
        return new LoggedIn(user.Id, session.AccessToken);
    }

    /// <summary>Somebody who owns documents, and somebody else.</summary>
    public async Task<(LoggedIn Owner, LoggedIn Other)> PairAsync()
    {
        if (_pair is { } known) return known;
        var both = await Task.WhenAll(NewAsync("owner"), NewAsync("other"));
        _pair = (both[0], both[1]);
        return (both[0], both[1]);
    }

    private async Task<LoggedIn> NewAsync(string part) => await LogInAsync(await RegisterAsync(part));
}
