namespace Lockkeeper.Supabase.LocalSupabase.Rest;

/// <summary>The HTTP status that PostgREST gives to a failure of the server. Source: its documentation, "Errors".</summary>
internal static class SqlStateStatus
{
    private const int BadRequest = 400;

    public static int Of(string sqlState, string role) => sqlState switch
    {
        "42501" => role is "anon" ? 401 : 403,
        "42P01" or "42883" => 404,
        "23503" or "23505" => 409,
        "25006" => 405,
        "42P17" or "53400" => 500,
        "57P01" => 503,
        "P0001" or "21000" => BadRequest,
        ['P', 'T', .. var status] when int.TryParse(status, out var own) && own is >= 200 and < 600 => own,
        _ => OfClass(sqlState[..2]),
    };

    private static int OfClass(string @class) => @class switch
    {
        "08" or "53" => 503,
        "0L" or "0P" or "28" => 403,
        "54" => 413,
        "09" or "25" or "2D" or "38" or "39" or "3B" or "40" or "55" or "57" or "58" or "F0" or "HV" or "P0" or "XX" => 500,
        _ => BadRequest,
    };
}
