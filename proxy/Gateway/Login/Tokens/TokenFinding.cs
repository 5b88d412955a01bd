using Compliance.Rules.Compiled;

namespace Compliance.Gateway.Login.Tokens;

/// <summary>
/// What came of a token. <see cref="Status"/> null: it is good until <see cref="Until"/>, and <see cref="User"/> and <see cref="Facts"/>
/// are proved. Else <see cref="User"/> is whom it names, be that forged (null: nobody that could be), and <see cref="Problem"/> says why, in words that hold nothing of it.
/// </summary>
internal sealed record TokenFinding(string? User, TokenStatus? Status, string Problem)
{
    public LoginFacts? Facts { get; init; }
    public DateTimeOffset Until { get; init; }

    public static TokenFinding Good(string user, LoginFacts? facts, DateTimeOffset until) => new(user, null, "") { Facts = facts, Until = until };

    public static TokenFinding Bad(string? user, string problem, TokenStatus? status = null) => new(user, status ?? TokenStatus.Invalid, problem);
}
