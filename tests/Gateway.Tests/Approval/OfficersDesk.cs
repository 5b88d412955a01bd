using System.CommandLine;
using Compliance.Gateway.Approval;
using Compliance.Gateway.Commands;
using Compliance.Gateway.Settings;
using Compliance.Gateway.Tests.Pipeline;
using Compliance.Harness;
using Compliance.Rules;
using Microsoft.Extensions.Time.Testing;

namespace Compliance.Gateway.Tests.Approval;

/// <summary>A route that demands the word of two of alice, bob and carol, who have keys; eve has one too, and nobody asks her.</summary>
internal sealed class OfficersDesk : IDisposable
{
    public const string Policy = Policies.Payments;
    private readonly TempFolder _folder = new("approval");
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    public OfficersDesk(string more = "")
    {
        foreach (var person in new[] { "alice", "bob", "carol", "eve" })
            Run("key", "person", _folder.Combine(person + ".pem"));
        Write("proxy.yaml", $$"""
            clusters: {c: {bootstrap: ["127.0.0.1:1"]} }
            routes:
              r:
                cluster: c
                listen: {address: 127.0.0.1, port: 1, brokerPorts: 2-3}
                clients: {anonymous: true}
                policies: policies
                approvals: {origin: bank.example/payments, people: {alice: alice.pub, bob: [bob.pub], carol: carol.pub}{{more}} }
            """);
        Write("policies/test.yaml", Policy);
    }

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 11, 26, 12, 0, 0, TimeSpan.Zero));

    public string Settings => _folder.Combine("proxy.yaml");

    /// <summary>All that the last verb has said.</summary>
    public string Said => _output.ToString() + _error;

    public ReleaseChain Chain => Governed.Releases.Read(Governed.Plan);

    public GovernedFolder Governed => GovernedFolder.Open(Settings, "r", [], Clock)!;

    public string PathOf(string name) => _folder.Combine(name.Split('/'));

    public void Write(string name, string text) => _folder.Write(name, text);

    public string Read(string name) => File.ReadAllText(PathOf(name));

    public int Sign(string who, params string[] more) => Speak("sign", who, more);

    public int Approve(string who, params string[] more) => Speak("approve", who, more);

    public int RollBack(string who, params string[] more) => Speak("rollback", who, more);

    /// <summary>With that person's own key, unless another one is given.</summary>
    public int Speak(string verb, string who, params string[] more)
    {
        string[] key = more.Contains("--key") ? [] : ["--key", _folder.Combine(who + ".pem")];
        return Run(["policy", verb, "--config", Settings, "--as", who, .. key, .. more]);
    }

    public int Run(params string[] args)
    {
        _output.GetStringBuilder().Clear();
        _error.GetStringBuilder().Clear();
        return CommandTree.InvokeAsync(args, Clock, new InvocationConfiguration { Output = _output, Error = _error }).GetAwaiter().GetResult();
    }

    /// <summary>Another policy, by two people.</summary>
    public void Release(string policy)
    {
        Write("policies/test.yaml", policy);
        if (Sign("alice") != 0 || Approve("bob") != 0)
            throw new InvalidOperationException(Said);
    }

    /// <summary>As a proxy would load it: who has put the policies in force, or what is wrong.</summary>
    public (ReleaseInForce? Release, string Problems) Load()
    {
        var (plan, problems) = SettingsLoader.Check(Settings, null, Clock);
        return (plan?.Routes[0].Policies!.Release, string.Join('\n', problems.Where(problem => problem.Severity == Severity.Error)));
    }

    public void Dispose()
    {
        _folder.Dispose();
        _output.Dispose();
        _error.Dispose();
    }
}
