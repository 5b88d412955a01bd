using Compliance.Protect.Ciphers;
using Compliance.Protect.Formats;
using Compliance.Protect.Keys;
using Compliance.Rules.Compiled;

namespace Compliance.Protect.Transforms;

/// <summary>Makes tokens of scalars and turns them back. Owned by one protector; not thread-safe.</summary>
internal sealed class Tokens(KeyRing keys)
{
    private readonly Scratch _clear = new();

    /// <summary>Appends the token; with a fault nothing.</summary>
    /// <param name="rule">Its treatment is a token.</param>
    /// <param name="text">As <see cref="FieldWriter.Write"/> takes it.</param>
    /// <param name="kind">What it is, and what has become of it.</param>
    /// <param name="isBytes">It is what a field of bytes holds.</param>
    internal FaultKind Write(FieldRule rule, ReadOnlySpan<byte> text, ref ScalarKind kind, Scratch output, bool isBytes)
    {
        if (rule.Treatment is not Ff1Token token)
        {
            if (Find<SivKey>(rule) is not { } siv)
                return FaultKind.KeyMissing;
            SivTransform.Write(siv, rule, text, kind == ScalarKind.Text, isBytes, output);
            kind = ScalarKind.Text;
            return FaultKind.None;
        }

        if (Find<Ff1Key>(rule) is not { } key)
            return FaultKind.KeyMissing;
        if (!Fits(token, kind))
            return FaultKind.OutsideAlphabet;
        var start = output.Length;
        output.Append(text);
        var fault = Ff1Transform.Run(key, token, rule.ClassUtf8.Span, output.Written[start..], kind == ScalarKind.Number, turnsBack: false);
        if (fault != FaultKind.None)
            output.Truncate(start);
        return fault;
    }

    /// <summary>
    /// If the text is a token of the rule, what it was made of takes its place, until <see cref="Clear"/>. What is none, as it was written
    /// before there was a policy, stays.
    /// </summary>
    /// <returns>A fault if that can't be known.</returns>
    internal FaultKind TurnBack(FieldRule rule, ref ReadOnlySpan<byte> text, ref ScalarKind kind, bool isBytes)
    {
        _clear.Reset();
        if (rule.Treatment is not Ff1Token token)
        {
            if (Find<SivKey>(rule) is not { } siv)
                return FaultKind.KeyMissing;
            if (kind != ScalarKind.Text || !SivTransform.TryTurnBack(siv, rule, text, isBytes, _clear, out var isText))
                return FaultKind.None;
            text = _clear.Written;
            kind = isText ? ScalarKind.Text : KindOf(text);
            return FaultKind.None;
        }

        if (Find<Ff1Key>(rule) is not { } key)
            return FaultKind.KeyMissing;
        if (!Fits(token, kind))
            return FaultKind.None;
        _clear.Append(text);
        if (Ff1Transform.Run(key, token, rule.ClassUtf8.Span, _clear.Written, kind == ScalarKind.Number, turnsBack: true) == FaultKind.None)
            text = _clear.Written;
        return FaultKind.None;
    }

    /// <summary>Overwrites what was turned back last.</summary>
    internal void Clear() => _clear.Reset();

    private TKey? Find<TKey>(FieldRule rule) where TKey : class => keys.Find<TKey>(((KeyedTreatment)rule.Treatment).Key);

    private static bool Fits(Ff1Token token, ScalarKind kind) =>
        kind == ScalarKind.Text || (kind == ScalarKind.Number && token.Alphabet.IsDigits);

    /// <summary>Of what is no text.</summary>
    internal static ScalarKind KindOf(ReadOnlySpan<byte> noText) => noText[0] is (byte)'t' or (byte)'f' ? ScalarKind.Boolean : ScalarKind.Number;
}
