using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Compliance.Protect.Formats;
using Compliance.Protect.Formats.Protobuf;
using Compliance.Protect.Formats.Protobuf.Types;
using Compliance.Protect.Schemas;

namespace Compliance.Protect.Tests;

/// <summary>What a record of 1 KB may cost; measured as CPU time and allocated bytes, which hold on a busy machine too.</summary>
[Collection(nameof(Alone))]
public sealed class BudgetTests
{
    private const int MaxRounds = 100;
    private const int Records = 4_000;

#if DEBUG
    // Code that is not optimised: only what is far off shows. A release build holds the budget itself.
    private const double MaxMicroseconds = 40;
#else
    private const double MaxMicroseconds = 4;
#endif

    private static byte[] Record()
    {
        var text = new StringBuilder("""{"person":"Ada Lovelace","email":"ada@shop.example","card":{"number":"4111111111111111"},"amount":12.50""");
        for (var i = 0; text.Length < 1000; i++)
            text.Append(CultureInfo.InvariantCulture, $",\"field{i}\":\"value number {i}\"");
        return Encoding.UTF8.GetBytes(text.Append('}').ToString());
    }

    public static TheoryData<string, string> Treatments() => new()
    {
        { "{mask: {keepLast: 4}}", "{mask: {keepFirst: 1}}" },
        { "{hash: k}", "redact" },
        { "drop", "drop" },
        { "{token: {with: ff1, key: f, alphabet: digits, keepLast: 4}}", "{token: {with: siv, key: s}}" },
        { "{synthetic: {of: pan, key: y}}", "{synthetic: {of: email, key: y}}" },
        { "mask", "{shift: {days: 9, by: $.person, key: d}}" },
        { "mask!", "mask!" },
    };

    [Theory]
    [MemberData(nameof(Treatments))]
    public void Two_fields_of_a_record_cost_little_and_allocate_nothing(string card, string email)
    {
        using var keys = Plans.Keys();
        var protector = new ValueProtector(keys);
        var plan = Plans.For(Plans.Friend, ("$.card.number", card), ("$.email", email));
        var record = Record();
        var output = new ArrayBufferWriter<byte>(4096);
        var counts = new ProtectCounts();

        HoldsTo(MaxMicroseconds, () =>
        {
            output.ResetWrittenCount();
            protector.Apply(plan, record, output, counts);
        });

        Assert.Equal(0, (counts.Masked + counts.Clear) % (2 * Records));
    }

    /// <summary>What is done once, in processor time, and without a byte of memory.</summary>
    internal static void HoldsTo(double microseconds, Action apply)
    {
        // The first rounds are still being compiled; the steady state is reached when a round keeps to the budget.
        var best = (Microseconds: double.MaxValue, Bytes: long.MaxValue);
        var rounds = 0;
        while (rounds++ < MaxRounds && (best.Microseconds > microseconds || best.Bytes > 0))
        {
            var round = Measure(apply);
            best = (Math.Min(best.Microseconds, round.Microseconds), Math.Min(best.Bytes, round.Bytes));
        }

        Assert.Equal(0, best.Bytes);
        Assert.InRange(best.Microseconds, 0, microseconds);
    }

    [Theory]
    [InlineData("protobuf", "$..number", "email")]
    [InlineData("csv", "number", "email")]
    public void Other_formats_allocate_nothing_either(string format, string first, string second)
    {
        using var keys = Plans.Keys();
        var schemas = new SchemaCache(16);
        schemas.Add(new SchemaId(1, Guid.Empty), SchemaFactory.Make(new("", "PROTOBUF", """
            syntax = "proto3";
            message M { string email = 1; M number_of = 2; string number = 3; map<string, M> more = 4; repeated int32 list = 5; }
            """, [])));
        byte[] inner = [0x0A, 3, .. "a@b"u8, 0x1A, 4, .. "4111"u8, 0x2A, 2, 1, 2];
        byte[] record = format == "csv"
            ? "id,number,email\r\n1,4111111111111111,\"ada@shop.example\"\r\n2,,x\r\n"u8.ToArray()
            : [0, 0, 0, 0, 1, 0, .. inner, 0x12, (byte)inner.Length, .. inner, 0x22, (byte)(inner.Length + 5), 0x0A, 1, (byte)'k', 0x12, (byte)inner.Length, .. inner];
        var protector = new ValueProtector(keys, schemas);
        var plan = Plans.In(format, (first, "{mask: {keepLast: 1}}"), (second, "redact"));
        var output = new ArrayBufferWriter<byte>(4096);
        var counts = new ProtectCounts();

        var bytes = long.MaxValue;
        for (var rounds = 0; rounds < MaxRounds && bytes > 0; rounds++)
        {
            bytes = Math.Min(bytes, Measure(() =>
            {
                output.ResetWrittenCount();
                protector.Apply(plan, record, output, counts);
            }).Bytes);
        }

        Assert.Equal(0, bytes);
        Assert.True(counts is { Masked: > 0, Failures: 0 } && output.WrittenCount > 0);
    }

    [Fact]
    public void Subjects_and_what_an_Any_holds_are_found_in_Protobuf_without_a_byte_of_memory()
    {
        using var keys = Plans.Keys();
        var schema = (ProtobufSchema)SchemaFactory.Make(new("", "PROTOBUF", """
            syntax = "proto3"; import "google/protobuf/any.proto";
            message M { string email = 1; string born = 2; google.protobuf.Any more = 3; repeated string notes = 4; }
            """, []));
        using var json = JsonDocument.Parse("""{"email":"a@b","born":"1985-11-23","more":{"@type":"x/M","email":"ada@shop.example","notes":["a","b"]},"notes":["c"]}""");
        byte[] record = [0, 0, 0, 0, 1, 0, .. ProtobufJsonWriter.Write(schema.Messages[0], json.RootElement, out _)!];
        var schemas = new SchemaCache(16);
        schemas.Add(new SchemaId(1, Guid.Empty), schema);
        var protector = new ValueProtector(keys, schemas);
        var plan = Plans.In("protobuf", ("born", "{shift: {days: 9, by: $.email, key: d}}"), ("$..notes", "redact"), ("more.email", "mask"));
        var (output, counts) = (new ArrayBufferWriter<byte>(4096), new ProtectCounts());

        HoldsTo(MaxMicroseconds, () =>
        {
            output.ResetWrittenCount();
            protector.Apply(plan, record, output, counts);
        });

        Assert.True(counts is { Masked: > 0, Failures: 0 } && output.WrittenCount > 0);
    }

    private static (double Microseconds, long Bytes) Measure(Action apply)
    {
        var (bytes, time) = (GC.GetAllocatedBytesForCurrentThread(), Environment.CpuUsage.TotalTime);
        for (var i = 0; i < Records; i++)
            apply();
        return ((Environment.CpuUsage.TotalTime - time).TotalMicroseconds / Records, GC.GetAllocatedBytesForCurrentThread() - bytes);
    }

    [CollectionDefinition(nameof(Alone), DisableParallelization = true)]
    public sealed class Alone;
}
