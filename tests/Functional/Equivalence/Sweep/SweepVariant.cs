namespace Compliance.Functional.Equivalence.Sweep;

/// <summary>What the fields of a request are filled with.</summary>
public enum SweepVariant
{
    /// <summary>Kafka's defaults: lists empty, names empty.</summary>
    Empty,

    /// <summary>One element or more in every list; names of what is not there.</summary>
    Unknown,

    /// <summary>As <see cref="Unknown"/>, with names of what is there, and values that can be meant.</summary>
    Known,

    /// <summary>As <see cref="Known"/>, with null for every list that may be null.</summary>
    All,
}
