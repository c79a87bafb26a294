using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lockkeeper.Supabase.LocalSupabase.Auth;

/// <summary>The calls of the auth service that a project's front end and an administrator make.</summary>
internal static class AuthEndpoints
{
    public static void Map(RouteGroupBuilder auth, Users users, Sessions sessions)
    {
        // As the real one: it does not look at its database, so this proves only that somebody listens.
        auth.MapGet("/health", c => Gateway.AnswerAsync(c, 200, new JsonObject
        {
            ["version"] = "local",
            ["name"] = "GoTrue",
            ["description"] = "Lockkeeper's stand-in for rehearsals",
        }));
        auth.MapGet("/settings", c => Gateway.AnswerAsync(c, 200, new JsonObject
        {
            ["external"] = new JsonObject { ["email"] = true, ["phone"] = false, ["anonymous_users"] = false },
            ["disable_signup"] = false,
            ["mailer_autoconfirm"] = true,
            ["phone_autoconfirm"] = false,
            ["saml_enabled"] = false,
        }));
        var calls = new SessionCalls(users, sessions);
        auth.MapPost("/signup", Guarded(calls.SignUpAsync));
        auth.MapPost("/token", Guarded(calls.TokenAsync));
        auth.MapGet("/user", Guarded(calls.UserAsync));
        auth.MapPost("/logout", Guarded(calls.LogOutAsync));
        var admin = new AdminCalls(users);
        auth.MapPost("/admin/users", Guarded(admin.CreateAsync));
        auth.MapGet("/admin/users", Guarded(admin.ListAsync));
        auth.MapGet("/admin/users/{id}", Guarded(admin.GetAsync));
        auth.MapDelete("/admin/users/{id}", Guarded(admin.DeleteAsync));
        auth.MapFallback(Guarded(c => throw new AuthError(404, "not_found", $"The local stand-in of the auth service has no {c.Request.Method} {c.Request.Path}.")));
    }

    private static RequestDelegate Guarded(Func<HttpContext, Task> body) => async context =>
    {
        try
        {
            await body(context);
        }
        catch (AuthError e)
        {
            await e.AnswerAsync(context);
        }
    };
}
