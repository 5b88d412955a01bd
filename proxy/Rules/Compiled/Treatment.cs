namespace Compliance.Rules.Compiled;

/// <summary>What a rule does to a field: one of those that derive from here.</summary>
public abstract record Treatment(Technique Technique)
{
    private const int CountryLetters = 2;
    private const int Many = 64;

    /// <summary>As policies and audit events write it: drop, nullify, redact, hash, synthetic, token, encrypt, generalise, shift, mask, reveal.</summary>
    public string Name => Technique switch
    {
        _ when this is Observe => "observe",
        _ when this is Refuse => "reject",
        Technique.Drop => "drop",
        Technique.Nullify => "nullify",
        Technique.Redact => "redact",
        Technique.Hash => "hash",
        Technique.Synthetic => "synthetic",
        Technique.Token => "token",
        Technique.Encrypt => "encrypt",
        Technique.Generalise => "generalise",
        Technique.Shift => "shift",
        Technique.Mask => "mask",
        _ => "reveal",
    };

    /// <summary>What was made of a value when it was stored can be turned back into it.</summary>
    internal bool IsReversible => Technique is Technique.Token or Technique.Encrypt;

    /// <summary>Characters that stay as they are; where they can't be counted, many.</summary>
    internal int Kept => this switch
    {
        Mask mask => mask.KeepFirst + mask.KeepLast,
        PanMask pan => pan.Bin + pan.Last,
        PhoneMask phone => phone.KeepLast,
        IbanMask iban => CountryLetters + iban.KeepLast,
        EmailMask { Keep: not EmailPart.Nothing } or IpMask => Many,
        Ff1Token token => token.KeepFirst + token.KeepLast,
        _ => 0,
    };

    /// <summary>The same for a value of another shape than its path foresees: keeping nothing.</summary>
    internal Treatment Whole => this switch
    {
        { Technique: Technique.Mask } => new Mask(0, 0, this is Mask mask ? mask.Fill : Mask.UsualFill),
        { Technique: Technique.Generalise or Technique.Shift or Technique.Synthetic } => new Redact(),
        Ff1Token token => token with { KeepFirst = 0, KeepLast = 0 },
        _ => this,
    };

    /// <summary>Higher is stronger; among those of one kind the one that keeps less.</summary>
    internal int Strength => ((int)Technique << 20) - Math.Min(Kept, (1 << 20) - 1);
}
