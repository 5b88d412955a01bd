using Compliance.Harness;
using Xunit;

namespace Compliance.Gateway.Tests.Kms;

/// <summary><c>key new --kms</c> and <c>key rewrap</c>: keys that are made, and wrapped anew, inside the service.</summary>
public sealed class KeyCommandTests : IDisposable
{
    private const string Wrapped = "vault:v1:bWFkZSBieSB0aGUgdGVzdHM=";
    private readonly TempFolder _folder = new("key-command");
    private readonly FakeVault _vault = new();
    private readonly string _file;

    public KeyCommandTests()
    {
        _folder.Write("token", FakeVault.Token + "\n");
        _file = _folder.Write("proxy.yaml", $$"""
            clusters: {c: {bootstrap: ["127.0.0.1:1"]} }
            routes: {r: {cluster: c, listen: {address: 127.0.0.1, port: 0, brokerPorts: 0}, clients: {anonymous: true} } }
            kms: {vault: {vault: "{{_vault.Url}}", token: "${file:token}"} }
            limits: {kmsTimeout: 60s}
            """);
    }

    public void Dispose()
    {
        _folder.Dispose();
        _vault.Dispose();
    }

    [Fact]
    public async Task A_service_makes_a_key_that_a_policy_can_name_and_wraps_it_anew()
    {
        Assert.Equal((0, $"{{kms: vault, kek: \"transit/pan\", wrapped: \"{Wrapped}\"}}\n", ""), await KeyCommand.RunAsync("new", "--kms", "vault", "--kek", "transit/pan", "--config", _file));
        Assert.Equal((0, "{kms: vault, kek: \"transit/pan\", wrapped: \"vault:v2:d3JhcHBlZCBhbmV3IGJ5IHRlc3Rz\"}\n", ""), await KeyCommand.RunAsync("rewrap", Wrapped, "--kms", "vault", "--kek", "transit/pan", "--config", _file));

        Assert.Equal(["/v1/transit/datakey/wrapped/pan", "/v1/transit/rewrap/pan"], _vault.Questions.Select(question => question.Path));
        Assert.Equal(Wrapped, (string?)_vault.Questions[1].Body["ciphertext"]);
        Assert.All(_vault.Questions, question => Assert.Equal(FakeVault.Token, question.Token));
    }

    [Fact]
    public async Task Who_makes_keys_may_be_somebody_else_than_the_proxy()
    {
        _folder.Write("token", "s.of-a-proxy-that-may-only-open");
        _folder.Write("mine", FakeVault.Token);
        string[] line = ["new", "--kms", "vault", "--kek", "transit/pan", "--config", _file];

        Assert.Contains("refuses the token", (await KeyCommand.RunAsync(line)).Error, StringComparison.Ordinal);
        Assert.Equal(0, (await KeyCommand.RunAsync([.. line, "--token", "${file:mine}"])).Code);
        Assert.Contains("The environment variable NO_SUCH_TOKEN is not set", (await KeyCommand.RunAsync([.. line, "--token", "${env:NO_SUCH_TOKEN}"])).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_service_refuses_and_what_the_settings_lack_is_told_with_how_to_mend_it()
    {
        _vault.Instead = (400, """{"errors":["s.token-of-the-proxy"]}""");
        var (code, output, error) = await KeyCommand.RunAsync("new", "--kms", "vault", "--kek", "transit/pan", "--config", _file);
        Assert.Equal((1, ""), (code, output));
        Assert.Contains("No key was made: 'vault' makes none (400): there is no key transit/pan, which 'vault write -f transit/keys/pan' would make", error, StringComparison.Ordinal);
        Assert.Contains("The key was not wrapped anew: 'vault' does not open it (400)", (await KeyCommand.RunAsync("rewrap", Wrapped, "--kms", "vault", "--kek", "transit/pan", "--config", _file)).Error, StringComparison.Ordinal);
        Assert.Contains("has no service 'aws' under 'kms'", (await KeyCommand.RunAsync("new", "--kms", "aws", "--kek", "transit/pan", "--config", _file)).Error, StringComparison.Ordinal);
        Assert.DoesNotContain(FakeVault.Token, error, StringComparison.Ordinal);

        // The settings' own time holds here too.
        (_vault.Instead, _vault.CutsOff) = (null, false);
        File.WriteAllText(_file, File.ReadAllText(_file).Replace("60s", "500ms", StringComparison.Ordinal));
        Assert.Contains("in time (limits.kmsTimeout)", (await KeyCommand.RunAsync("new", "--kms", "vault", "--kek", "transit/pan", "--config", _file)).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("new")]
    [InlineData("new", "--kms", "vault", "--kek", "transit/pan")]
    [InlineData("new", "a.key", "--kms", "vault", "--kek", "transit/pan", "--config", "proxy.yaml")]
    [InlineData("new", "a.key", "--kek", "transit/pan")]
    [InlineData("new", "a.key", "--token", "${env:TOKEN}")]
    [InlineData("new", "--kms", "vault", "--kek", "transit/pan", "--config", "proxy.yaml", "--token", "s.123")]
    [InlineData("new", "--kms", "vault", "--kek", "pan", "--config", "proxy.yaml")]
    [InlineData("rewrap", Wrapped)]
    [InlineData("rewrap", "vault:v1:short", "--kms", "vault", "--kek", "transit/pan", "--config", "proxy.yaml")]
    [InlineData("rewrap", Wrapped, "--kms", "vault", "--kek", "transit/../pan", "--config", "proxy.yaml")]
    public async Task A_line_that_makes_no_sense_asks_nobody(params string[] arguments)
    {
        Assert.Equal(2, (await KeyCommand.RunAsync(arguments)).Code);
        Assert.Empty(_vault.Questions);
    }
}
