namespace Compliance.Rules.Compiled;

/// <summary>What a rule does to a field: one of <see cref="Drop"/>, <see cref="Redact"/>, <see cref="Hash"/>, <see cref="Mask"/>, <see cref="Reveal"/>.</summary>
public abstract record Treatment(Technique Technique)
{
    /// <summary>As policies and audit events write it: drop, redact, hash, mask, reveal.</summary>
    public string Name => Technique switch
    {
        Technique.Drop => "drop",
        Technique.Redact => "redact",
        Technique.Hash => "hash",
        Technique.Mask => "mask",
        _ => "reveal",
    };

    /// <summary>Higher is stronger; among masks the one that keeps less.</summary>
    internal int Strength => ((int)Technique << 20) - (this is Mask mask ? Math.Min(mask.KeepFirst + mask.KeepLast, (1 << 20) - 1) : 0);
}
