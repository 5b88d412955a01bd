using System.Text.Json;
using System.Text.Unicode;
using Compliance.Protect.Keys;
using Compliance.Protect.Schemas;
using Compliance.Rules.Compiled;

namespace Compliance.Protect.Formats.Json;

/// <summary>JSON values; every byte that is not protected (order, white space, number text) stays. Its schema, if it has one, is not asked.</summary>
internal sealed class JsonFormat(KeyRing keys, Edits edits) : IFormat
{
    private readonly JsonWalk _walk = new(keys, edits);

    public ProtectFault Read(FieldPlan plan, ValueSchema? schema, ReadOnlySpan<byte> head, ReadOnlySpan<byte> value)
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

    public void Clear() => _walk.Clear();
}
