namespace Compliance.Protect.Fitting;

/// <summary>What a rule at its path meets in a schema. The later one says more.</summary>
public enum Fit : byte
{
    /// <summary>The path leads nowhere.</summary>
    Absent,

    /// <summary>It may lead somewhere that the schema does not tell: below an <c>Any</c>, or below members that JSON Schema does not name.</summary>
    Untold,

    /// <summary>It looks for members or elements in something that has none, which is protected whole.</summary>
    OtherShape,

    /// <summary>The field is there.</summary>
    There,

    /// <summary>The field is there, and the rule can't be carried out on its type: records with it are refused.</summary>
    Refused,
}
