using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Lockkeeper.Supabase.LocalSupabase.Auth;

/// <summary>What an administrator asks of the auth service, with the secret key.</summary>
internal sealed class AdminCalls(Users users)
{
    private const int LargestPage = 1000;

    public async Task CreateAsync(HttpContext context)
    {
        RequireAdmin(context);
        var body = await AuthRequest.BodyAsync(context);
        var confirmed = body["email_confirm"] is JsonValue value && value.TryGetValue<bool>(out var yes) && yes;
        var wanted = AuthRequest.NewUser(body, "user_metadata", confirmed);
        if (await AuthError.TryAsync("Database error checking email", () => users.ByEmailAsync(wanted.Email, context.RequestAborted)) is not null)
            throw new AuthError(422, "email_exists", "A user with this email address has already been registered");
        const string Failed = "Database error creating new user";
        var user = await AuthError.TryAsync(Failed, () => users.AddAsync(wanted, context.RequestAborted)) ?? throw new AuthError(500, "unexpected_failure", Failed);
        await Gateway.AnswerAsync(context, 200, user.ToJson());
    }

    public async Task ListAsync(HttpContext context)
    {
        RequireAdmin(context);
        var (page, size) = (Number(context, "page", 1, int.MaxValue), Number(context, "per_page", 50, LargestPage));
        var (found, total) = await AuthError.TryAsync("Database error finding users", () => users.PageAsync(page, size, context.RequestAborted));
        context.Response.Headers["x-total-count"] = total.ToString(CultureInfo.InvariantCulture);
        await Gateway.AnswerAsync(context, 200, new JsonObject { ["users"] = new JsonArray([.. found.Select(u => u.ToJson())]), ["aud"] = "authenticated" });
    }

    public async Task GetAsync(HttpContext context)
    {
        RequireAdmin(context);
        var found = await AuthError.TryAsync("Database error loading user", () => users.ByIdAsync(Id(context), context.RequestAborted));
        await Gateway.AnswerAsync(context, 200, (found ?? throw AuthError.UserNotFound).ToJson());
    }

    public async Task DeleteAsync(HttpContext context)
    {
        RequireAdmin(context);
        if (!await AuthError.TryAsync("Database error deleting user", () => users.DeleteAsync(Id(context), context.RequestAborted))) throw AuthError.UserNotFound;
        await Gateway.AnswerAsync(context, 200, new JsonObject());
    }

    private static void RequireAdmin(HttpContext context)
    {
        if (Gateway.CallerOf(context).Role is not "service_role") throw AuthError.NotAdmin;
    }

    private static Guid Id(HttpContext context) =>
        Guid.TryParse((string?)context.Request.RouteValues["id"], out var id) ? id : throw new AuthError(404, "validation_failed", "user_id must be an UUID");

    private static int Number(HttpContext context, string name, int otherwise, int largest) =>
        int.TryParse(context.Request.Query[name], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 && number <= largest
            ? number
            : otherwise;
}
