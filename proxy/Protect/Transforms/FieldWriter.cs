using System.Text.Json;
using Compliance.Protect.Formats;
using Compliance.Protect.Keys;
using Compliance.Rules.Compiled;

namespace Compliance.Protect.Transforms;

/// <summary>What a rule makes of one scalar, as JSON. Owned by one protector; not thread-safe.</summary>
internal sealed class FieldWriter(KeyRing keys)
{
    private static readonly Mask Nothing = new(0, 0, "*");
    private readonly Tokens _tokens = new(keys);

    /// <inheritdoc cref="Tokens.TurnBack"/>
    internal FaultKind TurnBack(FieldRule rule, ref ReadOnlySpan<byte> text, ref JsonTokenType type) => _tokens.TurnBack(rule, ref text, ref type);

    /// <summary>Appends it; with a fault nothing.</summary>
    /// <param name="rule">Neither drops nor empties.</param>
    /// <param name="text">A string unescaped, or a number, true or false as written.</param>
    /// <param name="type">What it is.</param>
    internal FaultKind Write(FieldRule rule, ReadOnlySpan<byte> text, JsonTokenType type, Scratch output)
    {
        switch (rule.Treatment)
        {
            case Hash hash:
                if (keys.Find<HmacKey>(hash.Key) is not { } key)
                    return FaultKind.KeyMissing;
                HashTransform.Write(key, rule.ClassUtf8.Span, text, output);
                return FaultKind.None;
            case SivToken or Ff1Token:
                return _tokens.Write(rule, text, type, output);
            case Reveal:
                output.AppendScalar(text, type == JsonTokenType.String);
                return FaultKind.None;
            case { Technique: Technique.Mask } mask when type == JsonTokenType.String:
                WriteMasked(mask, text, output);
                return FaultKind.None;
            case { Technique: Technique.Generalise } less when TryWriteLess(less, text, type, output):
                return FaultKind.None;
            default:
                output.Append(RedactTransform.Default(type));
                return FaultKind.None;
        }
    }

    /// <summary>Overwrites what was turned back last.</summary>
    internal void Clear() => _tokens.Clear();

    private static void WriteMasked(Treatment treatment, ReadOnlySpan<byte> text, Scratch output)
    {
        var start = output.Length;
        output.Append("\""u8);
        var isOfItsKind = treatment switch
        {
            PanMask pan => PanTransform.TryWrite(text, pan, output),
            EmailMask email => EmailTransform.TryWrite(text, email, output),
            PhoneMask phone => PhoneTransform.TryWrite(text, phone, output),
            IbanMask iban => IbanTransform.TryWrite(text, iban, output),
            IpMask ip => IpTransform.TryWrite(text, ip, output),
            _ => false,
        };
        if (isOfItsKind)
        {
            output.Append("\""u8);
            return;
        }

        output.Truncate(start);
        MaskTransform.Write(text, treatment as Mask ?? Nothing, output);
    }

    private static bool TryWriteLess(Treatment treatment, ReadOnlySpan<byte> text, JsonTokenType type, Scratch output)
    {
        var start = output.Length;
        var isString = type == JsonTokenType.String;
        if (isString)
            output.Append("\""u8);
        var isWritten = treatment switch
        {
            Bucket or Rounding => type is JsonTokenType.Number or JsonTokenType.String && NumberTransform.TryWrite(text, treatment, output),
            DateGeneralisation date => isString && DateTransform.TryWrite(text, date, output),
            PostcodeGeneralisation postcode => isString && PostcodeTransform.TryWrite(text, postcode, output),
            _ => false,
        };
        if (isWritten && isString)
            output.Append("\""u8);
        if (!isWritten)
            output.Truncate(start);
        return isWritten;
    }
}
