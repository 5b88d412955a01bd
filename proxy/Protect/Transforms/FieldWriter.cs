using Compliance.Protect.Formats;
using Compliance.Protect.Keys;
using Compliance.Rules.Compiled;

namespace Compliance.Protect.Transforms;

/// <summary>What a rule makes of one scalar, in whatever format that stands. Owned by one protector; not thread-safe.</summary>
internal sealed class FieldWriter(KeyRing keys, Picks subjects)
{
    private static readonly Mask Nothing = new(0, 0, "*");
    private readonly Tokens _tokens = new(keys);
    private readonly Encryption _encryption = new(keys);
    private readonly DateShifts _shifts = new(keys, subjects);

    /// <summary>If the text is what the rule made of a value when it was stored, that value takes its place, until <see cref="Clear"/>; else it stays.</summary>
    /// <param name="rule">Made tokens or ciphertexts.</param>
    /// <param name="isBytes">The text is what a field of bytes holds.</param>
    /// <returns>A fault if that can't be known.</returns>
    internal FaultKind TurnBack(FieldRule rule, ref ReadOnlySpan<byte> text, ref ScalarKind kind, bool isBytes = false) =>
        rule.Treatment.Technique == Technique.Token ? _tokens.TurnBack(rule, ref text, ref kind, isBytes) : _encryption.TurnBack(rule, ref text, ref kind, isBytes);

    /// <summary>Appends it; with a fault nothing.</summary>
    /// <param name="rule">Neither drops nor empties.</param>
    /// <param name="text">As its kind says.</param>
    /// <param name="kind">What it is, and then what it has become: a hash or token of a number may be text.</param>
    /// <param name="output">Takes what is left, of the kind that is given back.</param>
    /// <param name="isBytes">The text is what a field of bytes holds, which need not be text.</param>
    internal FaultKind Write(FieldRule rule, ReadOnlySpan<byte> text, ref ScalarKind kind, Scratch output, bool isBytes = false)
    {
        switch (rule.Treatment)
        {
            case Hash hash:
                if (keys.Find<HmacKey>(hash.Key) is not { } key)
                    return FaultKind.KeyMissing;
                HashTransform.Write(key, rule.ClassUtf8.Span, text, output);
                kind = ScalarKind.Text;
                return FaultKind.None;
            case SivToken or Ff1Token:
                return _tokens.Write(rule, text, ref kind, output, isBytes);
            case Encrypt or ConfluentEncrypt:
                return _encryption.Write(rule, text, ref kind, output, isBytes);
            case Synthetic synthetic when SyntheticTransform.Fits(synthetic.Of, kind):
                if (keys.Find<HmacKey>(synthetic.Key) is not { } seed)
                    return FaultKind.KeyMissing;
                SyntheticTransform.Write(seed, synthetic.Of, text, output);
                return FaultKind.None;
            case DateShift shift when kind == ScalarKind.Text:
                return _shifts.Write(shift, text, output);
            case Reveal:
                output.Append(text);
                return FaultKind.None;
            case { Technique: Technique.Mask } mask when kind == ScalarKind.Text:
                WriteMasked(mask, text, output);
                return FaultKind.None;
            case { Technique: Technique.Generalise } less when TryWriteLess(less, text, kind, output):
                return FaultKind.None;
            default:
                output.Append(RedactTransform.Default(kind));
                return FaultKind.None;
        }
    }

    /// <summary>Overwrites what was turned back last, and forgets whose value it was.</summary>
    internal void Clear()
    {
        _tokens.Clear();
        _encryption.Clear();
        _shifts.Clear();
    }

    private static void WriteMasked(Treatment treatment, ReadOnlySpan<byte> text, Scratch output)
    {
        var isOfItsKind = treatment switch
        {
            PanMask pan => PanTransform.TryWrite(text, pan, output),
            EmailMask email => EmailTransform.TryWrite(text, email, output),
            PhoneMask phone => PhoneTransform.TryWrite(text, phone, output),
            IbanMask iban => IbanTransform.TryWrite(text, iban, output),
            IpMask ip => IpTransform.TryWrite(text, ip, output),
            _ => false,
        };
        if (!isOfItsKind)
            MaskTransform.Write(text, treatment as Mask ?? Nothing, output);
    }

    private static bool TryWriteLess(Treatment treatment, ReadOnlySpan<byte> text, ScalarKind kind, Scratch output) => treatment switch
    {
        Bucket or Rounding => kind != ScalarKind.Boolean && NumberTransform.TryWrite(text, treatment, output),
        DateGeneralisation date => kind == ScalarKind.Text && DateTransform.TryWrite(text, date, output),
        PostcodeGeneralisation postcode => kind == ScalarKind.Text && PostcodeTransform.TryWrite(text, postcode, output),
        _ => false,
    };
}
