namespace Compliance.Rules.Compiled;

/// <summary>The kinds of treatment, weakest first: where several rules meet on one field, the strongest wins.</summary>
public enum Technique : byte
{
    Reveal,
    Mask,
    Shift,
    Generalise,
    Encrypt,
    Token,
    Synthetic,
    Hash,
    Redact,
    Nullify,
    Drop,
}
