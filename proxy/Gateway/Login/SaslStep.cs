using Compliance.Rules.Compiled;

namespace Compliance.Gateway.Login;

/// <summary>
/// What a message of the client led to. <see cref="User"/> is who the client says it is, known for sure only if <see cref="SaslOutcome.Proved"/>;
/// null: it has named nobody that could be. <see cref="Problem"/> is for log and evidence: it holds nothing of a secret, and the client is
/// not told it. Refused with an <see cref="Answer"/>: the client is told that first, and of its failure when it has taken note.
/// </summary>
internal readonly record struct SaslStep(SaslOutcome Outcome, byte[] Answer, string? User, string Problem)
{
    /// <summary>What else is proved; null: nothing.</summary>
    public LoginFacts? Facts { get; init; }

    /// <summary>When the proof loses its force; null: never by itself.</summary>
    public DateTimeOffset? Until { get; init; }

    public static SaslStep Continues(byte[] answer, string user) => new(SaslOutcome.Continues, answer, user, "");

    public static SaslStep Proved(byte[] answer, string user) => new(SaslOutcome.Proved, answer, user, "");

    /// <summary>The user has been tried too often, and this try was not looked at.</summary>
    public static SaslStep TooOften(string user) => Refused(user, "Not looked at: this user has failed to log in from this address too often (limits.maxFailedLogins).");

    public static SaslStep Refused(string? user, string problem) => new(SaslOutcome.Refused, [], user, problem);
}
