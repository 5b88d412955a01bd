namespace Compliance.Functional.Equivalence;

/// <summary>How a client reaches the broker.</summary>
public enum Road
{
    Direct,
    Proxied,
}
