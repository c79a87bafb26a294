using System.Globalization;
using System.Text.Json.Nodes;

namespace Lockkeeper.Supabase.Services;

/// <summary>GoTrue: users, sign-up, sessions.</summary>
public sealed class AuthClient
{
    private const int UsersOfAPage = 200;

    private readonly ServiceChannel _channel;
    private readonly ServiceChannel? _admin;

    internal AuthClient(ServiceChannel channel, ServiceChannel? admin) => (_channel, _admin) = (channel, admin);

    /// <summary>Whether users can be created and deleted by an administrator, which needs the secret key.</summary>
    public bool IsAdministrator => _admin is not null;

    private ServiceChannel Admin => _admin ?? throw new InvalidOperationException("The secret key is not configured.");

    /// <summary>The service's version. It answers with its database gone as well, so it proves only that somebody listens.</summary>
    public Task<string> VersionAsync(CancellationToken token) => _channel.ReadAsync(ServiceCall.Get("health"), json => Text(json, "version") ?? "unknown", token);

    /// <summary>The cheapest call that makes the service ask its database and leaves nothing behind. Needs the secret key.</summary>
    public Task ReachDatabaseAsync(CancellationToken token) => Admin.ReadAsync(ServiceCall.Get("admin/users?page=1&per_page=1"), Page, token);

    /// <summary>How sign-up is configured.</summary>
    public Task<AuthSettings> SettingsAsync(CancellationToken token) => _channel.ReadAsync(
        ServiceCall.Get("settings"),
        json => new AuthSettings(Flag(json, "disable_signup"), Flag(json, "mailer_autoconfirm"), json["external"] is { } external && Flag(external, "email")),
        token);

    /// <summary>Registers as anybody can.</summary>
    /// <returns>The user, and a session where addresses are confirmed without a mail.</returns>
    public Task<(AuthUser User, AuthSession? Session)> SignUpAsync(string email, string password, JsonObject? data, CancellationToken token) => _channel.ReadAsync(
        Post("signup", Credentials(email, password, data), password),
        json => json["access_token"] is null ? (User(json), null) : (User(json["user"]), (AuthSession?)Session(json)),
        token);

    /// <summary>Creates a confirmed user as an administrator; no mail is sent, and the same triggers fire as on sign-up.</summary>
    public Task<AuthUser> CreateUserAsync(string email, string password, JsonObject? data, CancellationToken token)
    {
        var body = Credentials(email, password, data: null);
        body["email_confirm"] = true;
        if (data is not null) body["user_metadata"] = data.DeepClone();
        return Admin.ReadAsync(Post("admin/users", body, password), User, token);
    }

    /// <summary>Logs in with a password.</summary>
    public Task<AuthSession> LogInAsync(string email, string password, CancellationToken token) =>
        _channel.ReadAsync(Post("token?grant_type=password", Credentials(email, password, data: null), password), Session, token);

    /// <summary>Whose session it is, as the service's database knows it.</summary>
    /// <param name="accessToken">The session's; null: none, which must be refused.</param>
    /// <param name="token">Ends it.</param>
    public Task<AuthUser> UserAsync(string? accessToken, CancellationToken token) =>
        _channel.ReadAsync(ServiceCall.Get("user") with { Token = accessToken }, User, token);

    /// <summary>Ends a session.</summary>
    public Task LogOutAsync(string accessToken, CancellationToken token) =>
        _channel.SendAsync(new ServiceCall(HttpMethod.Post, "logout") { Token = accessToken }, token);

    /// <summary>Deletes a user as an administrator.</summary>
    /// <returns>False where there was none of that id; true also where that is so after an attempt whose answer was lost.</returns>
    public async Task<bool> DeleteUserAsync(string id, CancellationToken token) =>
        await Admin.SendAsync(new ServiceCall(HttpMethod.Delete, $"admin/users/{Uri.EscapeDataString(id)}"), (status, _) => status == 404, token) is not null;

    /// <summary>Every user whose address passes, page by page: for sweeping up what an earlier run left.</summary>
    public async Task<IReadOnlyList<AuthUser>> FindUsersAsync(Func<string, bool> email, CancellationToken token)
    {
        var found = new List<AuthUser>();
        for (var page = 1; ; page++)
        {
            var call = ServiceCall.Get(string.Create(CultureInfo.InvariantCulture, $"admin/users?page={page}&per_page={UsersOfAPage}"));
            var users = await Admin.ReadAsync(call, Page, token);
            found.AddRange(users.Where(u => email(u.Email)));
            if (users.Count < UsersOfAPage) return found;
        }
    }

    private static JsonObject Credentials(string email, string password, JsonObject? data)
    {
        var body = new JsonObject { ["email"] = email, ["password"] = password };
        if (data is not null) body["data"] = data.DeepClone();
        return body;
    }

    private static ServiceCall Post(string path, JsonObject body, string password) => ServiceCall.Post(path, body) with { Secret = password };

    private static List<AuthUser> Page(JsonNode json) => [.. (json["users"]?.AsArray() ?? []).Select(User)];

    private static AuthUser User(JsonNode? json) => new(Required(json, "id"), json is null ? string.Empty : Text(json, "email") ?? string.Empty);

    private static AuthSession Session(JsonNode json) =>
        new(Required(json, "access_token"), TimeSpan.FromSeconds(json["expires_in"]?.GetValue<double>() ?? 0), User(json["user"]));

    private static string Required(JsonNode? json, string name) =>
        json is not null && Text(json, name) is { Length: > 0 } text ? text : throw new FormatException($"The answer has no {name}.");

    private static string? Text(JsonNode json, string name) => json[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static bool Flag(JsonNode json, string name) => json[name] is JsonValue value && value.TryGetValue<bool>(out var flag) && flag;
}

/// <summary>How sign-up is configured.</summary>
/// <param name="SignUpDisabled">Only administrators create users.</param>
/// <param name="ConfirmsByItself">No mail has to be answered.</param>
/// <param name="Email">Whether an address and a password will do at all.</param>
public sealed record AuthSettings(bool SignUpDisabled, bool ConfirmsByItself, bool Email);

/// <summary>A user.</summary>
public sealed record AuthUser(string Id, string Email);

/// <summary>A session.</summary>
/// <param name="AccessToken">A JWT: a secret.</param>
/// <param name="ExpiresIn">From now.</param>
/// <param name="User">Whose it is.</param>
public sealed record AuthSession(string AccessToken, TimeSpan ExpiresIn, AuthUser User)
{
    /// <summary>Leaves the token out.</summary>
    public override string ToString() => $"{nameof(AuthSession)} {{ User = {User}, ExpiresIn = {ExpiresIn} }}";
}
