using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Compliance.Fuzz.Engine;
using Compliance.Protect;
using Compliance.Protect.Formats;
using Compliance.Protect.Keys;
using Compliance.Rules;
using Compliance.Rules.Compiled;

namespace Compliance.Fuzz.Policy;

/// <summary>
/// The protector of JSON values. It takes what a strict reader takes, and no more; what comes out is JSON; of a value in which members are
/// protected by their names, every other member is as it was, and nothing protected is.
/// </summary>
internal sealed class JsonTarget : Target
{
    private const string Policy = """
        schema: policy/v1
        policy: {id: p, title: t, owner: o}
        keys: {k: {env: K}, s: {env: S}, f: {env: F}}
        classes:
          card: {find: [{topics: t, path: $..card}]}
          code: {find: [{topics: t, path: $..code}]}
          mail: {find: [{topics: t, path: $..email}]}
          pan: {find: [{topics: t, path: $..pan}]}
          text: {find: [{topics: t, path: $..text}]}
          digits: {find: [{topics: t, path: $..digits}]}
        protect:
          - {id: P1, class: card, when: consume, do: {mask: {keepLast: 4, fill: "*"}}}
          - {id: P2, class: code, when: consume, do: drop}
          - {id: P3, class: mail, when: consume, do: redact}
          - {id: P4, class: pan, when: consume, do: {hash: k}}
          - {id: P5, class: text, when: produce, do: {token: {with: siv, key: s}}}
          - {id: P6, class: text, when: consume, do: {token: {with: siv, key: s}}}
          - {id: P7, class: digits, when: produce, do: {token: {with: ff1, alphabet: digits, key: f}}}
          - {id: P8, class: digits, when: consume, do: {token: {with: ff1, alphabet: digits, key: f}}}
        """;

    private readonly FieldPlan _plan;
    private readonly KeyRing _keys;
    private readonly ValueProtector _protector;
    private readonly ArrayBufferWriter<byte> _output = new(1 << 20);
    private readonly ProtectCounts _counts = new();

    public JsonTarget()
    {
        var (rules, problems) = PolicyLoader.Load([("p.yaml", Policy)]);
        Demand(rules is not null, string.Join('\n', problems));
        _plan = rules!.PlanFor(new Caller("User:x"), "t", When.Consume, DateTimeOffset.UnixEpoch);
        _keys = KeyRing.Ephemeral(rules.Keys);
        _protector = new ValueProtector(_keys);
    }

    public override string Name => "json";
    public override int Share => 60;

    public override IReadOnlyList<byte[]> Words { get; } =
    [
        .. new[]
        {
            "{", "}", "[", "]", ",", ":", "\"", "\\", "\"card\":", "\"code\":", "\"email\":", "\"pan\":", "\"text\":", "\"digits\":", "\"4111 1111-1111 1111\"", "\"c\\u0061rd\":", "\"4111111111111111\"", "null", "true", "0", "-0", "1e400", "-1.5E-7", "01",
            "\"\\uD800\"", "\"\\ud83d\\ude00\"", "\"é́\"", "\"👩‍👩‍👧\"", "\"\\\"\\\\\"", " ", "\n", "\t", "\u00a0", "\ufeff", "//", "/**/", "{\"card\":{\"a\":[1,\"x\",null]}}",
            "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", "]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]",        }.Select(Encoding.UTF8.GetBytes),
    ];

    public override void Feed(ReadOnlyMemory<byte> input, Probe probe)
    {
        _output.ResetWrittenCount();
        _counts.Reset();
        probe.Begin();
        var outcome = _protector.Apply(_plan, input.Span, _output, _counts);
        // The framework's reader throws at what is no JSON; scratch that has grown for a large value is not kept.
        probe.End(outcome.IsUnreadable ? 16_384 + (16L * input.Length) : 1024 + (input.Length > 8192 ? 16L * input.Length : 0));
        using var before = Parse(input);
        if (outcome.IsUnreadable)
        {
            Demand(_output.WrittenCount == 0, "a refused value was written");
            Demand(_counts is { Masked: 0, Failures: 1 }, "a refused value was counted as masked");
            Demand(before is null || outcome.Fault.Kind is FaultKind.TypeMismatch or FaultKind.InvalidText or FaultKind.OutsideAlphabet or FaultKind.DomainUnfit, $"JSON was refused: {outcome.Fault.Kind}");
            probe.Count(Kinds.Of(outcome.Fault.Kind));
            return;
        }

        probe.Count(Kinds.Of(outcome.Result));
        Demand(before is not null, "what is no JSON was taken");
        if (outcome.Result == ProtectResult.Unchanged)
        {
            Demand(_output.WrittenCount == 0 && _counts.Masked == 0, "an unchanged value was written or counted");
            JsonCompare.Run(before!.RootElement, before.RootElement, keepsNothing: false);
            return;
        }

        using var after = Parse(_output.WrittenMemory);
        Demand(after is not null, "what came out is no JSON");
        JsonCompare.Run(before!.RootElement, after!.RootElement, keepsNothing: false);
    }

    protected override void Release() => _keys.Dispose();

    protected override IReadOnlyList<Sample> MakeSamples() =>
    [
        .. new[]
        {
            """{"card":"4111111111111111","code":"123","email":"a@b.example","note":"x"}""",
            """{"a":{"card":{"number":"4111","list":[1,"two",true,null]},"pan":"1"},"list":[{"pan":4111111111111111},{"code":{"x":[]}},{"email":[1]}]}""",
            """  { "code" : 1 , "code":2, "x" : [ 1 , 2.50 , -0e5 ] , "card":null,"email":null,"pan":null,"z":"\u0041\n" }  """,
            """{"text":"Ada \"L\" é","digits":"4111 1111-1111 1111","a":[{"text":12.5,"digits":4111111111},{"text":true,"digits":null}]}""",
            """[{"email":{},"card":[]},"card",{"c\u0061rd":"\ud83d\ude00 é 👩‍👩‍👧"}]""", "\"card\"", "0", "{}", """{"a":1,"code":2}""", """{"code":2}""",
        }.Select(text => new Sample(Encoding.UTF8.GetBytes(text))),
        new Sample(Encoding.UTF8.GetBytes($$"""{"note":"{{new string('n', 3000)}}","card":"{{new string('é', 500)}}"}""")),
    ];

    /// <summary>Null: a strict reader does not take it as the one document that a value is, or it holds a text that is none.</summary>
    private static JsonDocument? Parse(ReadOnlyMemory<byte> json)
    {
        if (!Utf8.IsValid(json.Span) || json.Span.StartsWith("\uFEFF"u8))
            return null;
        try
        {
            return JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 64 });
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
