namespace Compliance.Gateway.Pipeline.Authorization;

/// <summary>What a check looks at, and so what a denial takes away.</summary>
internal enum CheckScope
{
    /// <summary>An operation on the cluster; denial refuses the request.</summary>
    Cluster,

    /// <summary>One name in the request; denial refuses the request.</summary>
    Named,

    /// <summary>Every name of a list in the request; one denied name refuses the request.</summary>
    AllOf,

    /// <summary>Each element of a list in the request; a denied element is taken out and answered for by the proxy.</summary>
    Entries,

    /// <summary>Like <see cref="Entries"/>, the resource of each element being named by its own type field.</summary>
    ConfigEntries,

    /// <summary>Each element of a list in the answer; one that may not be described is left out, silently.</summary>
    Listed,

    /// <summary>Each element of a list in the answer; one with a topic in it that may not be described becomes a refusal.</summary>
    Described,

    /// <summary>Always refused: the broker would act on the proxy's own account.</summary>
    Never,
}
