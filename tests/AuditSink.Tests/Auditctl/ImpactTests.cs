using System.Text.Json;
using Compliance.Harness;
using Xunit;

namespace Compliance.AuditSink.Tests.Auditctl;

/// <summary>Other policies, tried on a morning that was recorded.</summary>
public sealed class ImpactTests : IDisposable
{
    private const string Policy = """
        schema: policy/v1
        policy: {id: pay, title: Pay, owner: o}
        people:
          tills: {principals: ["User:till"]}
          readers: {principals: ["User:analyst", "User:investigator"]}
        classes: {card: {find: [{topics: payments, path: $.card}]}}
        protect: [{id: P1, class: card, when: consume, do: {mask: {keepLast: 4}}}]
        access:
          - {id: A1, allow: [write], topics: payments, people: tills}
          - {id: A2, allow: [read], topics: payments, people: readers}
        """;

    private readonly SampleArchive _archive = new();
    private readonly TempFolder _folder = new("impact");
    private readonly AuditctlRun _run = new();

    public void Dispose()
    {
        _archive.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Who_would_see_more_or_be_let_in_is_counted_over_what_was_recorded()
    {
        var (old, young) = (_folder.Write("old.yaml", Policy), _folder.Write("new.yaml", Policy.Replace("keepLast: 4", "keepLast: 6", StringComparison.Ordinal).Replace("people: readers}", "people: \"*\"}", StringComparison.Ordinal)));

        Assert.Equal(0, _run.Verb("impact", "--archive", _archive.Path, old, young));

        Assert.StartsWith("4 recorded requests looked at; 3 would go otherwise.", _run.Output, StringComparison.Ordinal);
        Assert.Contains("more: User:analyst and User:investigator reading payments, card at $.card: masked; the last 6 characters stay; is masked; the last 4 characters stay (2 requests, ", _run.Output, StringComparison.Ordinal);
        Assert.Contains("more: User:intruder reading payments, access: allowed (A2); is denied (1 requests, 0 records)", _run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.0/8", 0)]
    [InlineData("10.0.0.0/8", 2)]
    public void Who_comes_from_a_network_is_known_by_his_address(string network, int refused)
    {
        // given policies by which readers come from one network, and a morning on which all came from 127.0.0.1
        var (old, young) = (_folder.Write("old.yaml", Policy), _folder.Write("new.yaml", Policy.Replace("\"User:investigator\"]", $"\"User:investigator\"], networks: \"{network}\"", StringComparison.Ordinal)));

        Assert.Equal(0, _run.Verb("impact", "--archive", _archive.Path, old, young));

        Assert.StartsWith($"4 recorded requests looked at; {refused} would go otherwise.", _run.Output, StringComparison.Ordinal);
        Assert.Equal(refused > 0, _run.Output.Contains("less: User:analyst and User:investigator reading payments, access: denied; is allowed (A2) (2 requests, ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("hours: \"11:00-13:00 UTC\"", 0)]
    [InlineData("hours: \"13:00-11:00 UTC\"", 2)]
    [InlineData("clientIds: \"=cmd*\"", 1)]
    [InlineData("breakGlass: till", 1)]
    [InlineData("breakGlass: other", 2)]
    public void When_and_with_which_client_id_somebody_came_is_known(string condition, int refused)
    {
        // given policies by which readers come at some hours, or with some client ids, and a morning on which all came at noon
        var (old, young) = (_folder.Write("old.yaml", Policy), _folder.Write("new.yaml", Policy.Replace("people: readers}", $"people: readers, {condition}}}", StringComparison.Ordinal)));

        Assert.Equal(0, _run.Verb("impact", "--archive", _archive.Path, old, young));

        Assert.StartsWith($"4 recorded requests looked at; {refused} would go otherwise.", _run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void It_asks_of_whom_and_when_as_a_query_does_and_is_recorded_as_one()
    {
        var policy = _folder.Write("old.yaml", Policy);

        Assert.Equal(0, _run.Verb("impact", "--archive", _archive.Path, "--who", "till", "--json", policy, policy));

        using var json = JsonDocument.Parse(_run.Output);
        Assert.Equal((1, 0), (json.RootElement.GetProperty("requests").GetInt32(), json.RootElement.GetProperty("changed").GetInt32()));
        Assert.Equal(0, _run.Verb("query", "--archive", _archive.Path, "--action", "audit.impact"));
        Assert.Contains("audit.impact", _run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nonsense", "error: ")]
    [InlineData(null, "can't be read")]
    public void A_policy_that_is_refused_is_told_with_its_place(string? text, string why)
    {
        var (good, bad) = (_folder.Write("old.yaml", Policy), text is null ? _folder.Combine("nowhere.yaml") : _folder.Write("new.yaml", text));

        Assert.Equal(1, _run.Verb("impact", "--archive", _archive.Path, good, bad));

        Assert.Contains(why, _run.Error, StringComparison.Ordinal);
    }
}
