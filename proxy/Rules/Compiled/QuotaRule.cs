namespace Compliance.Rules.Compiled;

/// <summary>
/// One line of a policy's quotas section: how much each of some people may have. At least one of its bounds is set; of one that is not, the
/// amount is 0. Immutable.
/// </summary>
public sealed class QuotaRule
{
    private readonly Audience _audience;

    internal QuotaRule(string id, PolicyIdentity policy, Audience audience) => (Id, Policy, _audience) = (id, policy, audience);

    public string Id { get; }

    public PolicyIdentity Policy { get; }

    /// <summary>Records in which something is shown under an exception; further ones are protected.</summary>
    public int Reveals { get; internal init; }

    /// <summary>Counted from the first of them on.</summary>
    public TimeSpan Window { get; internal init; }

    /// <summary>Bytes that are read in a second; who reads more has to wait.</summary>
    public long ReadPerSecond { get; internal init; }

    /// <summary>Bytes that are written in a second.</summary>
    public long WritePerSecond { get; internal init; }

    internal bool Concerns(Caller caller) => _audience.Includes(caller);
}
