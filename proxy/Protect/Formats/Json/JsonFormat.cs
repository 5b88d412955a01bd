using System.Text.Json;
using System.Text.Unicode;
using Compliance.Protect.Keys;
using Compliance.Protect.Schemas;
using Compliance.Rules.Compiled;

namespace Compliance.Protect.Formats.Json;

/// <summary>JSON values; every byte that is not protected (order, white space, number text) stays. Its schema, if it has one, is asked for tags alone.</summary>
internal sealed class JsonFormat : IFormat
{
    private readonly Picks _subjects = new();
    private readonly JsonPicker _picker = new();
    private readonly JsonWalk _walk;

    internal JsonFormat(KeyRing keys, Edits edits)
    {
        _walk = new(keys, _subjects, edits);
    }

    public ProtectFault Read(FieldPlan plan, ValueSchema? schema, ReadOnlySpan<byte> head, ReadOnlySpan<byte> value)
    {
        if (value.IndexOfAnyExcept(" \t\r\n"u8) < 0)
            return new(FaultKind.Empty, "$");
        if (value.StartsWith("\uFEFF"u8))
            return new(FaultKind.ByteOrderMark, "$");
        if (!Utf8.IsValid(value))
            return new(FaultKind.InvalidUtf8, "$");

        if (plan.HasTags && schema is JsonSchema { Tagged: { } tagged })
        {
            if (tagged.Of(plan) is not { } laid)
                return new(FaultKind.SchemaTooLarge, "$");
            plan = laid;
        }

        var reader = new Utf8JsonReader(value, new JsonReaderOptions { MaxDepth = JsonWalk.MaxDepth });
        try
        {
            if (!plan.Subjects.IsEmpty)
                ReadSubjects(plan, value);
            return _walk.Run(ref reader, value, plan.Root);
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

    public void Clear()
    {
        _walk.Clear();
        _subjects.Clear();
    }

    private void ReadSubjects(FieldPlan plan, ReadOnlySpan<byte> value)
    {
        _subjects.Begin(plan.Subjects, plan.Subjects.Length);
        try
        {
            _picker.Read(value, plan.Subjects, _subjects);
        }
        catch (JsonException)
        {
            // The walk stumbles over the same, and says over what.
        }
    }
}
