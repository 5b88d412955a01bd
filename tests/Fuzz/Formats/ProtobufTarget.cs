using System.Buffers;
using Compliance.Fuzz.Engine;
using Compliance.Protect;
using Compliance.Protect.Formats;
using Compliance.Protect.Keys;
using Compliance.Protect.Schemas;
using Compliance.Protect.Tests.Messages;
using Compliance.Rules.Compiled;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace Compliance.Fuzz.Formats;

/// <summary>
/// The protector of Protobuf. Google's reader reads what comes out wherever it reads what goes in, and finds nothing that the plan hides;
/// protected again it stays as it is, so no occurrence was passed over.
/// </summary>
internal sealed class ProtobufTarget : Target
{
    private static readonly byte[] Frame = [0, 0, 0, 0, 1, 0];

    private readonly FieldPlan _plan = TestPlan.Of("protobuf", ("$..name", "mask"), ("$..card_number", "drop"), ("$..packed", "{bucket: {step: 10}}"), ("$..labels.secret", "redact"), ("$..any", "drop"), ("children[1].names", "mask"));
    private readonly SchemaCache _schemas = new(16);
    private readonly ValueProtector _protector;
    private readonly ArrayBufferWriter<byte> _output = new(1 << 20);
    private readonly ArrayBufferWriter<byte> _again = new(1 << 20);
    private readonly ProtectCounts _counts = new();

    public ProtobufTarget()
    {
        using var text = new StreamReader(typeof(ProtobufTarget).Assembly.GetManifestResourceStream("everything.proto")!);
        _schemas.Add(new SchemaId(1, Guid.Empty), SchemaFactory.Make(new SchemaText("", "PROTOBUF", text.ReadToEnd(), [])));
        _protector = new ValueProtector(KeyRing.Empty, _schemas);
        // Compiles the plan for the schema.
        _protector.Apply(_plan, Frame, _output, _counts);
    }

    public override string Name => "protobuf";
    public override int Share => 20;
    public override int Head => Frame.Length;

    public override void Feed(ReadOnlyMemory<byte> input, Probe probe)
    {
        _output.ResetWrittenCount();
        _again.ResetWrittenCount();
        _counts.Reset();
        probe.Begin();
        var outcome = _protector.Apply(_plan, input.Span, _output, _counts);
        probe.End(4096 + (16L * input.Length));
        probe.Count(outcome.IsUnreadable ? Kinds.Of(outcome.Fault.Kind) : Kinds.Of(outcome.Result));
        Demand(outcome.Result == ProtectResult.Changed || _output.WrittenCount == 0, "an unchanged or refused value was written");
        // Of other messages of the schema the reader below knows nothing.
        if (outcome.IsUnreadable || !input.Span.StartsWith(Frame))
            return;
        var made = outcome.Result == ProtectResult.Changed ? _output.WrittenMemory : input;
        var second = _protector.Apply(_plan, made.Span, _again, _counts);
        Demand(second.Result == ProtectResult.Unchanged || (second.Result == ProtectResult.Changed && _again.WrittenSpan.SequenceEqual(made.Span)), "protected again it is another");
        if (Read(input) is null)
            return;
        Demand(Read(made) is { } message && IsHidden(message), "what came out is no message, or shows what it hides");
    }

    protected override IReadOnlyList<Sample> MakeSamples()
    {
        var child = new Everything { Name = "Ada", CardNumber = "4111111111111111", Names = { "a", "b" }, Packed = { 15, -15, 1000 }, Labels = { ["secret"] = "x", ["other"] = "y" } };
        return
        [
            .. new[]
            {
                child,
                new Everything { Child = child, Children = { child, child }, ById = { [7] = child }, Inner = child },
                new Everything { Extra = Struct.Parser.ParseJson("""{"name":"x","list":[1,{"name":true}]}"""), Any = Any.Pack(child), Born = Timestamp.FromDateTime(DateTime.UnixEpoch), Wrapped = "w", Loose = { 1, 2 }, Doubles = { 0.5 }, Far = "far" },
            }.Select(message => new Sample([.. Frame, .. message.ToByteArray()])),
        ];
    }

    private static Everything? Read(ReadOnlyMemory<byte> value)
    {
        try
        {
            return Everything.Parser.ParseFrom(value.Span[Frame.Length..]);
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }

    private static bool IsHidden(Everything message) =>
        message.Name.All(c => c == '*') && message.CardNumber.Length == 0 && message.Any is null
        && message.Packed.All(n => n % 10 == 0) && (!message.Labels.TryGetValue("secret", out string? label) || label.Length == 0)
        && new[] { message.Child, message.Inner }.Concat(message.Children).Concat(message.ById.Values).All(m => m is null || IsHidden(m));
}
