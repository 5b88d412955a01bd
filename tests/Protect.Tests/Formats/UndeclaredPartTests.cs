using System.Buffers;
using System.Globalization;
using System.Text;
using Compliance.Protect.Formats;
using Compliance.Protect.Keys;
using Compliance.Rules.Compiled;

namespace Compliance.Protect.Tests.Formats;

/// <summary>What no class declares, found in keys and headers: what becomes of it, and how its place is told without a byte of it.</summary>
public sealed class UndeclaredPartTests : IDisposable
{
    private const string Card = "pay 4111111111111111";
    private readonly KeyRing _keys = Plans.Keys();
    private readonly ProtectCounts _counts = new();
    private readonly ValueProtector _protector;

    public UndeclaredPartTests() => _protector = new(_keys);

    public void Dispose() => _keys.Dispose();

    private static FieldPlan Plan(string undeclared, string find = "path: id") => DetectPlans.Undeclared($"{{{undeclared}}}", (find, ""));

    private string Apply(FieldPlan? plan, string text, string header = "")
    {
        var output = new ArrayBufferWriter<byte>();
        var outcome = _protector.Apply(plan!, Encoding.UTF8.GetBytes(text), output, _counts, header: Encoding.UTF8.GetBytes(header));
        return outcome.Result switch
        {
            ProtectResult.Changed => Encoding.UTF8.GetString(output.WrittenSpan),
            ProtectResult.Unchanged => text,
            _ => outcome.Fault.Text,
        };
    }

    private string Header(FieldPlan plan, string name, string text) => Apply(plan.Headers.First(header => header.Name.Takes(Encoding.UTF8.GetBytes(name))).Plan, text, name);

    private string Told => string.Join(", ", _counts.Undeclared.ToArray().Select(found => $"{found.Count} {found.Kind} at {found.Path}: {found.Outcome}"));

    [Theory]
    [InlineData("observe", Card, Card, "observe")]
    [InlineData("mask", "pay 411111******1111", "pay 411111******1111", "mask")]
    [InlineData("quarantine", "pay 411111******1111", "pay 411111******1111", "quarantine")]
    [InlineData("reject", "the key holds at $ what looks like a card number, and no class of the policy declares it there", "the header 'note' holds at $ what looks like a card number, and no class of the policy declares it there", "reject")]
    public void Each_answer_is_given_for_each_part(string action, string key, string header, string told)
    {
        var plan = Plan($"do: {action}, in: [key, headers]");

        Assert.Equal(key, Apply(plan.Key, Card));
        var quarantined = _protector.Quarantined.Select(find => $"{find.Rule.QuarantineTopic} {find.Path}").ToList();
        Assert.Equal(header, Header(plan, "note", Card));
        quarantined.AddRange(_protector.Quarantined.Select(find => $"{find.Rule.QuarantineTopic} {find.Path}"));

        Assert.Equal($"1 Card at key:$: {told}, 1 Card at header:note:$: {told}", Told);
        Assert.Equal(action == "quarantine" ? ["quarantine.p key:$", "quarantine.p header:note:$"] : [], quarantined);
        Assert.Equal(action == "reject" ? 2 : 0, _counts.Failures);
        // Of values nothing was asked.
        Assert.Equal(Card, Apply(plan, Card));
    }

    [Fact]
    public void A_key_that_is_declared_as_JSON_is_looked_into_as_that()
    {
        var plan = Plan("do: mask, in: key", "in: key, path: $.id");

        Assert.Equal("""{"id":"4111111111111111","note":"411111******1111"}""", Apply(plan.Key, """{"id":"4111111111111111","note":"4111111111111111"}"""));
        Assert.Equal("1 Card at key:$..note: mask", Told);
    }

    [Fact]
    public void A_header_that_is_declared_passes_and_others_do_not()
    {
        var plan = Plan("do: reject, in: headers, detect: pan", "in: \"header:x-card\"");

        Assert.Equal(Card, Header(plan, "x-card", Card));
        Assert.StartsWith("the header 'X-Card' holds at $", Header(plan, "X-Card", Card), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ada@shop.example")]
    [InlineData("4111111111111111")]
    [InlineData("user-48151623421516")]
    [InlineData("4f9619ff-8b86-d011-b42d-00c04fc964ff")]
    [InlineData("a name")]
    [InlineData("ключ")]
    [InlineData("a:$..b")]
    [InlineData("*")]
    public void A_name_that_is_data_or_no_word_is_told_by_the_pattern(string name)
    {
        Assert.StartsWith("the header '*' holds at $ what", Header(Plan("do: reject, in: headers"), name, Card), StringComparison.Ordinal);
        Assert.Equal("1 Card at header:*:$: reject", Told);
    }

    [Theory]
    [InlineData("x-user-note")]
    [InlineData("__TypeId__")]
    [InlineData("com.shop.Note2")]
    public void A_name_that_says_what_it_holds_is_told(string name)
    {
        Header(Plan("do: mask, in: \"header:*\""), name, Card);

        Assert.Equal($"1 Card at header:{name}:$: mask", Told);
    }

    [Fact]
    public void Of_very_many_headers_only_the_first_are_told_apart()
    {
        var plan = Plan("do: observe, in: headers");

        for (var i = 0; i < 500; i++)
            Header(plan, string.Create(CultureInfo.InvariantCulture, $"note-{(char)('a' + (i % 26))}{(char)('a' + (i / 26))}"), Card);

        Assert.Equal(65, _counts.Undeclared.Length);
        Assert.Equal((500L, "header:*:$"), (_counts.Undeclared.ToArray().Sum(found => found.Count), _counts.Undeclared[^1].Path));
    }

    [Fact]
    public void What_is_no_text_is_refused_unless_it_is_only_observed()
    {
        var (refusing, observing) = (Plan("do: mask, in: [key, headers]"), Plan("do: observe, in: [key, headers]"));
        var output = new ArrayBufferWriter<byte>();

        Assert.Equal(FaultKind.InvalidUtf8, _protector.Apply(refusing.Key!, [0xFF, 0], output, _counts).Fault.Kind);
        Assert.Equal("the header '*' is not valid UTF-8", _protector.Apply(refusing.Headers[0].Plan, [0xFF, 0], output, _counts).Fault.Text);
        Assert.Equal(ProtectResult.Unchanged, _protector.Apply(observing.Key!, [0xFF, 0], output, _counts).Result);
        Assert.Equal((2, 1), (_counts.Failures, _counts.Unseen));
    }

    [Fact]
    public void What_is_found_again_in_the_same_places_takes_no_memory()
    {
        var plan = Plan("do: mask, in: headers");
        var (header, value, name, output) = (plan.Headers[0].Plan, Encoding.UTF8.GetBytes(Card), "x-note"u8.ToArray(), new ArrayBufferWriter<byte>(256));

        BudgetTests.HoldsTo(double.MaxValue, () =>
        {
            output.ResetWrittenCount();
            _protector.Apply(header, value, output, _counts, header: name);
        });
    }
}
