namespace Compliance.Rules.Compiled;

/// <summary>One line of a policy's quotas section: so many records may pass in clear to each of some people in a while; further ones are protected.</summary>
public sealed class QuotaRule
{
    private readonly PeopleSet _people;
    private readonly PeopleCondition? _unless;

    internal QuotaRule(string id, PolicyIdentity policy, int reveals, TimeSpan window, PeopleSet people, PeopleCondition? unless)
    {
        Id = id;
        Policy = policy;
        Reveals = reveals;
        Window = window;
        _people = people;
        _unless = unless;
    }

    public string Id { get; }

    public PolicyIdentity Policy { get; }

    /// <summary>Records in which something is shown under an exception.</summary>
    public int Reveals { get; }

    /// <summary>Counted from the first of them on.</summary>
    public TimeSpan Window { get; }

    internal bool Concerns(Caller caller) => _people.Includes(caller) && _unless?.Holds(caller) != true;
}
