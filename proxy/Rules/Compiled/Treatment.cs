namespace Compliance.Rules.Compiled;

/// <summary>What a rule does to a field: one of those that derive from here.</summary>
public abstract record Treatment(Technique Technique)
{
    /// <summary>As policies and audit events write it: drop, redact, hash, token, mask, reveal.</summary>
    public string Name => Technique switch
    {
        Technique.Drop => "drop",
        Technique.Redact => "redact",
        Technique.Hash => "hash",
        Technique.Token => "token",
        Technique.Mask => "mask",
        _ => "reveal",
    };

    /// <summary>Characters that stay as they are.</summary>
    internal int Kept => this switch
    {
        Mask mask => mask.KeepFirst + mask.KeepLast,
        Ff1Token token => token.KeepFirst + token.KeepLast,
        _ => 0,
    };

    /// <summary>The same for a value of another shape than its path foresees: keeping nothing.</summary>
    internal Treatment Whole => this switch
    {
        Mask mask => mask with { KeepFirst = 0, KeepLast = 0 },
        Ff1Token token => token with { KeepFirst = 0, KeepLast = 0 },
        _ => this,
    };

    /// <summary>Higher is stronger; among those of one kind the one that keeps less.</summary>
    internal int Strength => ((int)Technique << 20) - Math.Min(Kept, (1 << 20) - 1);
}
