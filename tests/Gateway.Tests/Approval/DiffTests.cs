using System.Text.Json;
using Xunit;

namespace Compliance.Gateway.Tests.Approval;

/// <summary><c>policy diff</c>: between files, and between what is in force and what stands in the folder.</summary>
public sealed class DiffTests : IDisposable
{
    private readonly OfficersDesk _desk = new();

    public void Dispose() => _desk.Dispose();

    [Theory]
    [InlineData("keepLast: 4", "keepLast: 4", 0, "No difference in meaning.")]
    [InlineData("keepLast: 4", "keepLast: 2", 4, "More protected")]
    [InlineData("keepLast: 4", "keepLast: 6", 5, "Less protected")]
    [InlineData("keepLast: 4", "keepLast: x", 1, "error")]
    public void The_code_says_whether_something_weakens(string part, string by, int code, string said)
    {
        _desk.Write("new.yaml", OfficersDesk.Policy.Replace(part, by, StringComparison.Ordinal));

        Assert.Equal(code, _desk.Run("policy", "diff", _desk.PathOf("policies"), _desk.PathOf("new.yaml")));
        Assert.Contains(said, _desk.Said, StringComparison.Ordinal);
    }

    [Fact]
    public void Programs_get_the_same_as_JSON()
    {
        _desk.Write("new.yaml", OfficersDesk.Policy.Replace("keepLast: 4", "keepLast: 6", StringComparison.Ordinal));

        _desk.Run("policy", "diff", "--json", _desk.PathOf("policies"), _desk.PathOf("new.yaml"));

        using var json = JsonDocument.Parse(_desk.Said);
        Assert.True(json.RootElement.GetProperty("isWeaker").GetBoolean());
        var first = json.RootElement.GetProperty("all")[0];
        Assert.Equal(("weaker", "sight", "card at $.card"), (first.GetProperty("weight").GetString(), first.GetProperty("kind").GetString(), first.GetProperty("what").GetString()));
        Assert.Contains("User:analyst (analysts)", first.GetProperty("who").EnumerateArray().Select(who => who.GetString()));
    }

    [Fact]
    public void What_is_in_force_is_compared_with_what_stands_in_the_folder()
    {
        Assert.Equal(1, _desk.Run("policy", "diff", "--config", _desk.Settings));
        Assert.Contains("No release is in force yet", _desk.Said, StringComparison.Ordinal);
        _desk.Release(OfficersDesk.Policy);
        Assert.Equal(0, _desk.Run("policy", "diff", "--config", _desk.Settings));
        _desk.Write("policies/test.yaml", OfficersDesk.Policy.Replace("when: produce, do: drop", "when: produce, do: nullify", StringComparison.Ordinal));
        Assert.Equal(5, _desk.Run("policy", "diff", "--config", _desk.Settings));
        Assert.Contains("writing code at $.code in payments.**: replaced by null; was removed", _desk.Said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData]
    [InlineData("one.yaml")]
    [InlineData("one.yaml", "two.yaml", "--config", "proxy.yaml")]
    public void Anything_but_two_sets_or_a_settings_file_makes_no_sense(params string[] more) => Assert.Equal(2, _desk.Run(["policy", "diff", .. more]));
}
