namespace Compliance.Rules.Comparing;

/// <summary>What a difference means, the gravest first.</summary>
public enum DifferenceWeight
{
    /// <summary>Something is protected or recorded less, or somebody may see or do more.</summary>
    Weaker,

    /// <summary>Something is protected or recorded more, or somebody may see or do less.</summary>
    Stronger,

    /// <summary>Neither, or it shows in another difference.</summary>
    Other,
}
