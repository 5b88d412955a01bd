using System.CommandLine;
using Compliance.Gateway.Commands;
using Compliance.Gateway.Login;
using Compliance.Harness;
using Xunit;

namespace Compliance.Gateway.Tests.Commands;

/// <summary>The verbs, their words and their exit codes.</summary>
public sealed class CommandTests : IDisposable
{
    private static readonly string Policy = RepoRoot.Combine("policies", "pci-payments.yaml");
    private readonly TempFolder _folder = new("commands");
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    public void Dispose()
    {
        _folder.Dispose();
        _output.Dispose();
        _error.Dispose();
    }

    [Fact]
    public async Task Check_tells_every_problem_and_refuses()
    {
        var file = _folder.Write("proxy.yaml", "clusters: {}\nroutes: {r: {}}\n");
        Assert.Equal(1, await Run("check", "--config", file));
        Assert.Contains($"{file}:2:13: error: A route lacks 'cluster'; add it.", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains("A route lacks 'clients'", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_says_that_good_settings_are_good()
    {
        var file = _folder.Write("proxy.yaml", """
            clusters: {c: {bootstrap: ["localhost:9092"]}}
            routes: {r: {cluster: c, listen: {address: 127.0.0.1, port: 1, brokerPorts: 2-3}, clients: {anonymous: true}}}
            """);
        Assert.Equal(0, await Run("check", "--config", file));
        Assert.Contains("good; routes: 1, clusters: 1", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Policy_explain_tells_what_comes_of_a_value()
    {
        var value = _folder.Write("value.json", """
            {"card": {"number": "4111111111111111"}}
            """);

        Assert.Equal(0, await Run("policy", "explain", "--as", "User:analyst", "--topic", "payments.eu", "--at", "2027-01-01", "--value", value, Policy));

        Assert.Contains("""as it is read: {"card":{"number":"************1111"}}""", _output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "denied, since no rule allows it", "--purpose case", "for the purpose case, which no policy lets him claim")]
    [InlineData("--in-group eu --claim dept=fraud --certificate CN=x --san DNS:x", "shown in clear, by T-1", "--client-id case-7", "for the purpose case\n")]
    [InlineData("--in-group us --claim dept=fraud --certificate CN=x --san DNS:x", "denied, since no rule allows it", "", "reads from t, ")]
    public async Task Policy_explain_takes_what_a_login_proves_and_what_it_is_for(string login, string comes, string purpose, string header)
    {
        var policy = _folder.Write("p.yaml", """
            schema: policy/v1
            policy: {id: p, title: t, owner: o}
            people: {eu: {groups: eu, claims: {dept: fraud}, certificates: {subject: CN=x, san: "DNS:x"}}}
            purposes: {case: {people: eu, clientIds: "case-*"}}
            classes: {name: {find: [{topics: t, path: name}]}}
            protect: [{id: P1, class: name, when: consume, do: redact, except: [{purpose: case, do: reveal, until: 2100-01-01, ticket: T-1, approvedBy: x}]}]
            access: [{id: A1, allow: [read], topics: t, people: eu}]
            """);
        var value = _folder.Write("value.json", """{"name": "a"}""");

        Assert.Equal(0, await Run(["policy", "explain", "--as", "User:x", "--topic", "t", "--value", value, .. $"{login} {purpose}".Split(' ', StringSplitOptions.RemoveEmptyEntries), policy]));

        Assert.Contains(comes, _output.ToString(), StringComparison.Ordinal);
        Assert.Contains(header, _output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("keepLast: 4", "keepLast: 4", null, 0, "passed: ")]
    [InlineData("keepLast: 4", "keepLast: 4", "analyst", 0, "passed: ")]
    [InlineData("keepLast: 4", "keepLast: 3", null, 1, "failed")]
    [InlineData("keepLast: 4", "keepLast: 4", "of the moon", 1, "No test has that in its name; leave out --name")]
    [InlineData("do: drop", "do: dropp", null, 1, "did you mean 'drop'?")]
    public async Task Policy_test_tells_of_each_test_what_came_of_it(string part, string replacement, string? name, int code, string says)
    {
        var policy = _folder.Write("p.yaml", (await File.ReadAllTextAsync(Policy, TestContext.Current.CancellationToken)).Replace(part, replacement, StringComparison.Ordinal));

        Assert.Equal(code, await Run(["policy", "test", .. name is null ? Array.Empty<string>() : ["--name", name], policy]));

        Assert.Contains(says, _output.ToString(), StringComparison.Ordinal);
        var lines = _output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(lines[..^1], line => Assert.StartsWith($"{policy}:", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Policy_schema_is_what_editors_read()
    {
        Assert.Equal(0, await Run("policy", "schema"));

        Assert.Equal(await File.ReadAllTextAsync(RepoRoot.Combine("policies", "policy.schema.json"), TestContext.Current.CancellationToken), _output.ToString());
    }

    [Theory]
    [InlineData("[1", 1, "not one JSON value")]
    [InlineData(null, 1, "can't be read")]
    public async Task Policy_explain_refuses_what_is_no_value(string? content, int code, string why)
    {
        var value = content is null ? _folder.Combine("nowhere.json") : _folder.Write("value.json", content);

        Assert.Equal(code, await Run("policy", "explain", "--as", "User:analyst", "--topic", "t", "--value", value, Policy));

        Assert.Contains(why, _error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("[1", _error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("policy", "explain", "--topic", "t", "p.yaml")]
    [InlineData("policy", "explain", "--as", "bi-7", "--topic", "t", "p.yaml")]
    [InlineData("policy", "test")]
    [InlineData("policy", "explain", "--as", "User:a", "--topic", "t", "--at", "soon", "p.yaml")]
    [InlineData("policy", "explain", "--as", "User:a", "--topic", "t", "--claim", "dept", "p.yaml")]
    [InlineData("policy", "describe", "--format", "pdf", "p.yaml")]
    [InlineData("policy", "describe")]
    public async Task Policy_verbs_say_what_is_missing_or_makes_no_sense(params string[] arguments) => Assert.Equal(2, await Run(arguments));

    [Theory]
    [InlineData("markdown", "# Card payments (PCI DSS 4.0.1)")]
    [InlineData("html", "<h1>Card payments (PCI DSS 4.0.1)</h1>")]
    public async Task Policy_describe_writes_a_page(string format, string title)
    {
        Assert.Equal(0, await Run("policy", "describe", "--format", format, Policy));
        Assert.Contains(title, _output.ToString(), StringComparison.Ordinal);
        Assert.Equal(1, await Run("policy", "describe", _folder.Combine("nowhere.yaml")));
    }

    [Fact]
    public async Task Run_refuses_bad_settings_before_it_listens()
    {
        Assert.Equal(1, await Run("run", "--config", _folder.Combine("nowhere.yaml")));
        Assert.Contains("The settings can't be read", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Policies_are_checked_with_the_tests_that_stand_in_them()
    {
        Assert.Equal(0, await Run("policy", "check", RepoRoot.Combine("policies")));
        Assert.Contains("0 failed", _output.ToString(), StringComparison.Ordinal);
        var bad = _folder.Write("bad.yaml", "schema: policy/v1\nnonsense: 1\n");
        Assert.Equal(1, await Run("policy", "check", bad));
    }

    [Fact]
    public async Task Users_are_listed_without_their_hashes_and_removed()
    {
        var file = _folder.Combine("users");
        UsersFile.Set(file, "alice", PlainCredential.Create("alice", "wonderland"u8, 1000).ToLine(), ScramCredential.Create("alice", ScramKind.Sha512, "wonderland"u8).ToLine());
        Assert.Equal(0, await Run("user", "list", "--file", file));
        Assert.Equal($"alice  PLAIN, SCRAM-SHA-512{Environment.NewLine}", _output.ToString());
        Assert.Equal(0, await Run("user", "remove", "--file", file, "alice"));
        Assert.Equal(1, await Run("user", "remove", "--file", file, "alice"));
        Assert.Empty(UsersFile.Read(file).Users);
        Assert.Equal(1, await Run("user", "list", "--file", _folder.Combine("nowhere")));
    }

    [Theory]
    [InlineData("al:ice")]
    [InlineData("al ice")]
    public async Task A_user_with_an_unfit_name_is_not_added(string name)
    {
        Assert.Equal(1, await Run("user", "add", "--file", _folder.Combine("users"), name));
        Assert.Contains("No user was added: a user name has no", _error.ToString(), StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.Combine("users")));
    }

    [Fact]
    public async Task A_key_is_made_once_and_never_overwritten()
    {
        var file = _folder.Combine("key");
        Assert.Equal(0, await Run("key", "new", file));
        var key = File.ReadAllText(file);
        Assert.Equal(32, Convert.FromBase64String(key).Length);
        Assert.Equal(1, await Run("key", "new", file));
        Assert.Equal(key, File.ReadAllText(file));
        Assert.Contains($"No key was made at {file}: there is a file already", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_no_key_can_be_made_it_is_told_why_and_what_to_do()
    {
        var folder = _folder.Combine("nowhere");

        Assert.Equal(1, await Run("key", "new", Path.Combine(folder, "pan.key")));
        Assert.Equal(1, await Run("key", "new", _folder.Path));

        Assert.Contains($"the folder {folder} does not exist. Make it (mkdir -p -m 700 '{folder}')", _error.ToString(), StringComparison.Ordinal);
        Assert.Contains($"No key was made at {_folder.Path}: that is a folder.", _error.ToString(), StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder));
    }

    [Theory]
    [InlineData]
    [InlineData("dance")]
    [InlineData("check")]
    [InlineData("user", "add", "--password", "x")]
    public async Task A_command_line_that_makes_no_sense_is_a_code_of_its_own(params string[] args) => Assert.Equal(2, await Run(args));

    private Task<int> Run(params string[] args) =>
        CommandTree.InvokeAsync(args, TimeProvider.System, new InvocationConfiguration { Output = _output, Error = _error });
}
