namespace Compliance.Functional.Equivalence;

/// <summary>How a client reaches the broker.</summary>
public enum Road
{
    /// <summary>Itself.</summary>
    Direct,

    /// <summary>Through a proxy without policies, which decides and changes nothing.</summary>
    Proxied,

    /// <summary>
    /// Through a proxy whose every step is at work: a policy that allows all, rules that find nothing in what is sent, and a journal that
    /// every request goes into.
    /// </summary>
    Ruled,
}
