using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;
using Compliance.Protect.Keys;
using Compliance.Rules.Compiled;

namespace Compliance.Protect.Formats;

/// <summary>
/// Applies a plan to JSON values: reads the value once, whole, and writes it again with only the protected fields replaced; every other
/// byte (order, white space, number text) stays. One per session, not thread-safe; keeps its buffers, so the steady state allocates nothing.
/// </summary>
public sealed class JsonProtector
{
    private readonly JsonWalk _walk;
    private readonly Edits _edits = new();

    /// <param name="keys">The keys of the rule set whose plans will be applied.</param>
    public JsonProtector(KeyRing keys)
    {
        _walk = new(keys, _edits);
    }

    /// <summary>
    /// Writes to <paramref name="output"/> only when the value changes, and then the whole of it; counts only what it lets pass.
    /// An empty plan passes everything unread. Null values (tombstones) have no bytes and are the caller's business.
    /// </summary>
    public ProtectOutcome Apply(FieldPlan plan, ReadOnlySpan<byte> value, IBufferWriter<byte> output, ProtectCounts counts)
    {
        if (plan.IsEmpty)
            return new(ProtectResult.Unchanged);

        var fault = Read(plan, value);
        _walk.Clear();
        if (fault.Kind != FaultKind.None)
        {
            _edits.Clear();
            counts.CountFailure();
            return new(ProtectResult.Unreadable, fault);
        }

        _edits.CountInto(counts);
        var changed = _edits.Any;
        if (changed)
            _edits.WriteTo(value, output);
        _edits.Clear();
        return new(changed ? ProtectResult.Changed : ProtectResult.Unchanged);
    }

    private ProtectFault Read(FieldPlan plan, ReadOnlySpan<byte> value)
    {
        if (value.IndexOfAnyExcept(" \t\r\n"u8) < 0)
            return new(FaultKind.Empty, "$");
        if (value.StartsWith("\uFEFF"u8))
            return new(FaultKind.ByteOrderMark, "$");
        if (!Utf8.IsValid(value))
            return new(FaultKind.InvalidUtf8, "$");

        var reader = new Utf8JsonReader(value, new JsonReaderOptions { MaxDepth = JsonWalk.MaxDepth });
        try
        {
            return _walk.Run(ref reader, plan.Root);
        }
        catch (JsonException)
        {
            // The reader's own message may quote the value, so it ends here.
            return new(_walk.WhyStopped(value, ref reader), "$");
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair, written as an escape, makes no text.
            return new(FaultKind.InvalidText, "$");
        }
    }
}
