using System.Text.Json;
using Compliance.Protect.Keys;
using Compliance.Rules.Compiled;

namespace Compliance.Protect.Formats.Json;

/// <summary>
/// One pass over the tokens of a value, with the plan's path state beside each object or array that is open (<see cref="JsonMembers"/>).
/// A rule on an object or array protects all that is below: drop and redact take the whole, a mask fills every scalar and keeps nothing,
/// a hash is refused. Null stays null, but drop removes it. Subtrees that no path can reach are skipped. Owned by one protector.
/// </summary>
internal sealed class JsonWalk
{
    internal const int MaxDepth = 64;

    private readonly JsonMembers _members;
    private readonly JsonScalars _scalars;

    internal JsonWalk(KeyRing keys, Picks subjects, Edits edits)
    {
        _members = new(edits);
        _scalars = new(keys, subjects, edits, _members);
    }

    internal ProtectFault Run(ref Utf8JsonReader reader, ReadOnlySpan<byte> value, PathState root)
    {
        _members.Reset();
        var fault = default(ProtectFault);
        while (fault.Kind == FaultKind.None && reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    _members.Close(ref reader);
                    break;
                case JsonTokenType.PropertyName:
                    _members.Begin((int)reader.TokenStartIndex);
                    ref var owner = ref _members.Top;
                    (owner.NameStart, owner.NameLength) = ((int)reader.TokenStartIndex + 1, reader.ValueSpan.Length);
                    var state = owner.State.Member(_scalars.Text(ref reader));
                    reader.Read();
                    fault = Value(ref reader, value, state, owner.Inherited);
                    break;
                default:
                    if (_members.IsRoot)
                    {
                        fault = Value(ref reader, value, root, null);
                        break;
                    }

                    _members.Begin((int)reader.TokenStartIndex);
                    fault = Value(ref reader, value, _members.Top.State.Element(_members.Top.Index++), _members.Top.Inherited);
                    break;
            }
        }

        return fault;
    }

    /// <summary>What the reader stumbled over, once it has thrown.</summary>
    internal FaultKind WhyStopped(ReadOnlySpan<byte> value, ref Utf8JsonReader reader)
    {
        if (_members.IsDone)
            return FaultKind.TrailingData;
        var next = value[(int)reader.BytesConsumed..].TrimStart(" \t\r\n,:"u8);
        // The reader counts an object or array in only once it is past its bracket.
        var depth = reader.CurrentDepth + (reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject ? 1 : 0);
        return depth >= MaxDepth && next.Length > 0 && next[0] is (byte)'[' or (byte)'{' ? FaultKind.TooDeep : FaultKind.Malformed;
    }

    /// <summary>Overwrites what was unescaped or turned back of the last value.</summary>
    internal void Clear() => _scalars.Clear();

    private ProtectFault Value(ref Utf8JsonReader reader, ReadOnlySpan<byte> value, PathState state, FieldRule? inherited) => reader.TokenType switch
    {
        JsonTokenType.StartObject => Container(ref reader, state, FieldRule.Stronger(state.OnObject, inherited)),
        JsonTokenType.StartArray => Container(ref reader, state, FieldRule.Stronger(state.OnArray, inherited)),
        JsonTokenType.Null => _scalars.Treat(ref reader, value, state.OnNull is { Treatment.Technique: Technique.Drop } drop ? drop : null, null, null),
        JsonTokenType.String or JsonTokenType.Number => _scalars.Treat(ref reader, value, FieldRule.Stronger(state.OnScalar, inherited), state.Stored, state.Detects),
        _ => _scalars.Treat(ref reader, value, FieldRule.Stronger(state.OnScalar, inherited), state.Stored, null),
    };

    private ProtectFault Container(ref Utf8JsonReader reader, PathState state, FieldRule? rule)
    {
        switch (rule?.Treatment.Technique)
        {
            case Technique.Drop:
                reader.Skip();
                return _members.TakeOut(ref reader, rule);
            case Technique.Redact:
                var (type, start) = (reader.TokenType, (int)reader.TokenStartIndex);
                reader.Skip();
                _members.Replace(ref reader, rule, start, JsonScalar.Empty(type));
                return default;
            case Technique.Nullify:
                var from = (int)reader.TokenStartIndex;
                reader.Skip();
                _members.Replace(ref reader, rule, from, "null"u8);
                return default;
            case Technique.Hash or Technique.Token or Technique.Encrypt:
                return new(FaultKind.TypeMismatch, rule.PathText);
            case null when state.IsDead:
                reader.Skip();
                _members.Keep(ref reader);
                return default;
            default:
                _members.Open(ref reader, state, rule?.Whole);
                return default;
        }
    }
}
