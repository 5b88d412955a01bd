using System.Text;
using System.Text.Json;
using Compliance.Protect.Formats;
using Compliance.Rules.Compiled;

namespace Compliance.Protect.Tests.Formats;

/// <summary>
/// Values broken at random, byte by byte: nothing throws; what the platform's strict parser refuses is refused, what it reads is written
/// as JSON again, and the protected text never gets through.
/// </summary>
public sealed class JsonFuzzTests
{
    private const string Value = """
        { "id": 12.50, "person":"Ada \"L\" \u00e9", "card": {"number":"4111222233334444","code" : "9876543210"}, "tags":["x",{"number":"4111222233334444"}, null, true], "\u0063ard": [[ ]], "z":{} }
        """;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_broken_value_is_refused_or_still_protected(int seed)
    {
        var random = new Random(seed);
        using var keys = Plans.Keys();
        var protector = new ValueProtector(keys);
        var plan = Plans.For(("$.card.number", "{mask: {keepLast: 4}}"), ("$..code", "drop"), ("$..number", "redact"), ("person", "{hash: k}"));
        for (var i = 0; i < 5000; i++)
        {
            var broken = Break(Encoding.UTF8.GetBytes(Value), random);
            Look(protector, plan, broken, $"seed {seed}, round {i}");
        }
    }

    private static void Look(ValueProtector protector, FieldPlan plan, byte[] value, string where)
    {
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        var outcome = protector.Apply(plan, value, output, new());

        var strict = Parse(value);
        if (outcome.IsUnreadable)
        {
            Assert.True(output.WrittenCount == 0, where);
            Assert.True(strict is null || outcome.Fault.Kind is FaultKind.TypeMismatch or FaultKind.InvalidText or FaultKind.InvalidUtf8, where);
            return;
        }

        Assert.True(strict is not null, where);
        var passed = outcome.Result == ProtectResult.Changed ? output.WrittenMemory : value;
        var after = Parse(passed);
        Assert.True(after is not null, where);
        // Copies that the breaking has put under other names are not the plan's business.
        var open = Texts(strict.Value, inside: false, wanted: false).ToList();
        foreach (var secret in Texts(strict.Value, inside: false, wanted: true).Where(s => s.Length >= 10 && !open.Exists(o => o.Contains(s, StringComparison.Ordinal))))
            Assert.False(Encoding.UTF8.GetString(passed.Span).Contains(secret, StringComparison.Ordinal), where);
    }

    /// <summary>The texts and names that the plan protects at any depth (wanted), or all others.</summary>
    private static IEnumerable<string> Texts(JsonElement element, bool inside, bool wanted) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(m =>
            Texts(m.Value, inside || m.Name is "number" or "code", wanted).Concat(inside == wanted ? [m.Name] : [])),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(e => Texts(e, inside, wanted)),
        JsonValueKind.String => inside == wanted ? [element.GetString()!] : [],
        _ => inside == wanted ? [element.GetRawText()] : [],
    };

    private static JsonElement? Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static byte[] Break(byte[] value, Random random)
    {
        var bytes = value.ToList();
        for (var n = random.Next(1, 4); n > 0; n--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(4))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 8), bytes.Count - at));
                    break;
                case 2:
                    bytes.Insert(at, "{}[]\",:\\0 "u8[random.Next(10)]);
                    break;
                default:
                    var length = Math.Min(random.Next(1, 12), bytes.Count - at);
                    bytes.InsertRange(random.Next(bytes.Count), bytes.GetRange(at, length));
                    break;
            }

            if (bytes.Count == 0)
                bytes.Add((byte)' ');
        }

        return [.. bytes];
    }
}
