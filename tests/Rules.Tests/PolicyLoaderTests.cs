using System.Text;
using Compliance.Rules.Compiled;

namespace Compliance.Rules.Tests;

public sealed class PolicyLoaderTests
{
    [Fact]
    public void A_policy_is_known_by_the_hash_of_its_exact_bytes()
    {
        var bytes = Encoding.UTF8.GetBytes("\uFEFF" + PolicyText.Sound);

        var (rules, _) = PolicyLoader.Load([("shop.yaml", (ReadOnlyMemory<byte>)bytes)]);

        var identity = Assert.Single(rules!.Policies);
        Assert.Equal(new PolicyIdentity("shop", Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes))), identity);
        Assert.NotEqual(identity, PolicyText.Rules(PolicyText.Sound).Policies[0]);
    }

    [Fact]
    public void Keys_are_taken_from_the_folder_of_their_policy()
    {
        var text = PolicyText.With("pan: {file: keys/pan.key}", "pan: {file: keys/pan.key}\n  abs: {file: /etc/k}\n  var: {env: PAN}");

        var (rules, _) = PolicyLoader.Load([(Path.Combine("conf", "policies", "shop.yaml"), text)]);

        Assert.Equal(
            [("pan", true, Path.Combine("conf", "policies", "keys/pan.key")), ("abs", true, "/etc/k"), ("var", false, "PAN")],
            rules!.Keys.Select(k => (k.Name, k.Source.IsFile, k.Source.Location)));
    }

    [Fact]
    public void Bytes_that_are_no_text_are_one_problem()
    {
        var (rules, problems) = PolicyLoader.Load([("x.yaml", (ReadOnlyMemory<byte>)new byte[] { 0x61, 0xFF })]);

        Assert.Null(rules);
        Assert.Contains("not valid UTF-8", Assert.Single(problems).Text);
    }

    [Fact]
    public void No_files_at_all_are_a_problem()
    {
        Assert.Null(PolicyLoader.Load(Array.Empty<(string, string)>()).Rules);
    }

    [Fact]
    public void One_bad_file_keeps_all_from_being_used()
    {
        var (rules, problems) = PolicyLoader.Load([("a.yaml", PolicyText.Sound), ("b.yaml", "nonsense")]);

        Assert.Null(rules);
        Assert.Equal("b.yaml", Assert.Single(problems, p => p.Severity == Severity.Error).File);
    }
}
