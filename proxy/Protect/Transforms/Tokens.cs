using System.Text.Json;
using Compliance.Protect.Ciphers;
using Compliance.Protect.Formats;
using Compliance.Protect.Keys;
using Compliance.Rules.Compiled;

namespace Compliance.Protect.Transforms;

/// <summary>Makes tokens of scalars and turns them back. Owned by one protector; not thread-safe.</summary>
internal sealed class Tokens(KeyRing keys)
{
    private readonly Scratch _clear = new();

    /// <summary>Appends the token as JSON; with a fault nothing.</summary>
    /// <param name="rule">Its treatment is a token.</param>
    /// <param name="text">A string unescaped, or a number, true or false as written.</param>
    /// <param name="type">What it is.</param>
    internal FaultKind Write(FieldRule rule, ReadOnlySpan<byte> text, JsonTokenType type, Scratch output)
    {
        if (rule.Treatment is not Ff1Token token)
        {
            if (Find<SivKey>(rule) is not { } siv)
                return FaultKind.KeyMissing;
            SivTransform.Write(siv, rule, text, type == JsonTokenType.String, output);
            return FaultKind.None;
        }

        if (Find<Ff1Key>(rule) is not { } key)
            return FaultKind.KeyMissing;
        if (!Fits(token, type))
            return FaultKind.OutsideAlphabet;
        var start = output.Length;
        var isString = type == JsonTokenType.String;
        if (isString)
            output.Append("\""u8);
        var made = output.Reserve(text.Length);
        text.CopyTo(made);
        var fault = Ff1Transform.Run(key, token, rule.ClassUtf8.Span, made, !isString, turnsBack: false);
        if (fault != FaultKind.None)
        {
            made.Clear();
            output.Truncate(start);
        }
        else if (isString)
        {
            output.Append("\""u8);
        }

        return fault;
    }

    /// <summary>
    /// If the text is a token of the rule, what it was made of takes its place, until <see cref="Clear"/>. What is none, as it was written
    /// before there was a policy, stays.
    /// </summary>
    /// <returns>A fault if that can't be known.</returns>
    internal FaultKind TurnBack(FieldRule rule, ref ReadOnlySpan<byte> text, ref JsonTokenType type)
    {
        _clear.Reset();
        if (rule.Treatment is not Ff1Token token)
        {
            if (Find<SivKey>(rule) is not { } siv)
                return FaultKind.KeyMissing;
            if (type != JsonTokenType.String || !SivTransform.TryTurnBack(siv, rule, text, _clear, out var isString))
                return FaultKind.None;
            text = _clear.Written;
            type = isString ? JsonTokenType.String : TypeOf(text);
            return FaultKind.None;
        }

        if (Find<Ff1Key>(rule) is not { } key)
            return FaultKind.KeyMissing;
        if (!Fits(token, type))
            return FaultKind.None;
        _clear.Append(text);
        if (Ff1Transform.Run(key, token, rule.ClassUtf8.Span, _clear.Written, type == JsonTokenType.Number, turnsBack: true) == FaultKind.None)
            text = _clear.Written;
        return FaultKind.None;
    }

    /// <summary>Overwrites what was turned back last.</summary>
    internal void Clear() => _clear.Reset();

    private TKey? Find<TKey>(FieldRule rule) where TKey : class => keys.Find<TKey>(((KeyedTreatment)rule.Treatment).Key);

    private static bool Fits(Ff1Token token, JsonTokenType type) =>
        type == JsonTokenType.String || (type == JsonTokenType.Number && token.Alphabet.IsDigits);

    private static JsonTokenType TypeOf(ReadOnlySpan<byte> json) => json[0] switch
    {
        (byte)'t' => JsonTokenType.True,
        (byte)'f' => JsonTokenType.False,
        _ => JsonTokenType.Number,
    };
}
