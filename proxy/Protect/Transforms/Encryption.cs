using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Compliance.Protect.Ciphers;
using Compliance.Protect.Formats;
using Compliance.Protect.Keys;
using Compliance.Rules.Compiled;

namespace Compliance.Protect.Transforms;

/// <summary>
/// Makes ciphertexts of scalars and turns them back. Who is to read a ciphertext that was turned back reads the one that is stored, not one
/// that is made anew each time. Owned by one protector; not thread-safe.
/// </summary>
internal sealed class Encryption(KeyRing keys)
{
    private readonly Scratch _clear = new();
    private readonly Scratch _stored = new();
    private Treatment? _storedBy;
    private int _clearAt;

    /// <summary>Appends the ciphertext; with a fault nothing.</summary>
    /// <param name="rule">Its treatment encrypts.</param>
    /// <param name="text">As <see cref="FieldWriter.Write"/> takes it.</param>
    /// <param name="kind">What it is, and what has become of it.</param>
    /// <param name="isBytes">It is what a field of bytes holds.</param>
    internal FaultKind Write(FieldRule rule, ReadOnlySpan<byte> text, ref ScalarKind kind, Scratch output, bool isBytes)
    {
        if (WasStored(rule, text))
        {
            output.Append(_stored.Written);
            kind = ScalarKind.Text;
            return FaultKind.None;
        }

        if (rule.Treatment is ConfluentEncrypt how)
        {
            if (keys.Find<KeyChain<GcmKey>>(how.Key) is not { } gcm)
                return FaultKind.KeyMissing;
            if (kind != ScalarKind.Text)
                return FaultKind.TypeMismatch;
            return ConfluentTransform.TryWrite(gcm.Current, how, text, isBytes, output) ? FaultKind.None : FaultKind.KeyWorn;
        }

        if (Find(rule) is not { } xaes)
            return FaultKind.KeyMissing;
        EncryptTransform.Write(xaes.Current, rule, text, kind == ScalarKind.Text, output);
        kind = ScalarKind.Text;
        return FaultKind.None;
    }

    /// <summary>
    /// If the text is a ciphertext of the rule, what it was made of takes its place, until <see cref="Clear"/>. What is none, as it was
    /// written before there was a policy, stays, and so does what no key is left for.
    /// </summary>
    /// <returns>A fault if it was changed since, or that can't be known.</returns>
    internal FaultKind TurnBack(FieldRule rule, ref ReadOnlySpan<byte> text, ref ScalarKind kind, bool isBytes)
    {
        Clear();
        if (rule.Treatment is ConfluentEncrypt how)
        {
            if (keys.Find<KeyChain<GcmKey>>(how.Key) is not { } gcm)
                return FaultKind.KeyMissing;
            if (kind == ScalarKind.Text && ConfluentTransform.TryTurnBack(gcm, how, text, isBytes, _clear, out var value))
                Replace(rule, ref text, value);
            return FaultKind.None;
        }

        if (Find(rule) is not { } xaes)
            return FaultKind.KeyMissing;
        if (kind != ScalarKind.Text)
            return FaultKind.None;
        if (EncryptTransform.TryTurnBack(xaes, rule, text, _clear, out var clear, out var isText, out var fault))
        {
            Replace(rule, ref text, clear);
            kind = isText ? ScalarKind.Text : Tokens.KindOf(text);
        }

        return fault;
    }

    /// <summary>Overwrites what was turned back last.</summary>
    internal void Clear()
    {
        _clear.Reset();
        _stored.Reset();
        _storedBy = null;
    }

    private KeyChain<XaesKey>? Find(FieldRule rule) => keys.Find<KeyChain<XaesKey>>(((Encrypt)rule.Treatment).Key);

    private void Replace(FieldRule rule, ref ReadOnlySpan<byte> text, ReadOnlySpan<byte> value)
    {
        _stored.Append(text);
        _storedBy = rule.Treatment;
        _clearAt = (int)Unsafe.ByteOffset(ref MemoryMarshal.GetReference(_clear.Written), ref MemoryMarshal.GetReference(value));
        text = value;
    }

    /// <summary>The text is what a ciphertext of the same rule was turned back into: it is the same place, not only the same bytes.</summary>
    private bool WasStored(FieldRule rule, ReadOnlySpan<byte> text) =>
        _storedBy == rule.Treatment && Unsafe.AreSame(ref MemoryMarshal.GetReference(text), ref MemoryMarshal.GetReference(_clear.Written[_clearAt..]));
}
