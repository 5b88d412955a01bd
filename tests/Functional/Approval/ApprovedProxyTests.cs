using Compliance.Functional.Proxies;
using Compliance.Harness;
using Xunit;

namespace Compliance.Functional.Approval;

/// <summary>The program as it ships, and officers at its command line: what nobody has approved does not start, and what two have comes into force on SIGHUP.</summary>
public sealed class ApprovedProxyTests : IDisposable
{
    private const string Policy = """
        schema: policy/v1
        policy: {id: pay, title: Pay, owner: o}
        people: {readers: {principals: ["User:analyst"]}}
        classes: {card: {find: [{topics: payments, path: $.card}]}}
        protect: [{id: P1, class: card, when: consume, do: {mask: {keepLast: 4}}}]
        access: [{id: A1, allow: [read], topics: payments, people: readers}]
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private readonly TempFolder _folder = new("approved");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_proxy_starts_over_what_two_people_have_signed_and_takes_up_what_they_sign_next()
    {
        foreach (var person in new[] { "alice", "bob" })
            (await ToolAsync("key", "person", _folder.Combine(person + ".pem"))).Checked();
        _folder.Write("policies/pay.yaml", Policy);
        var settings = _folder.Write("proxy.yaml", $$"""
            clusters: {c: {bootstrap: ["127.0.0.1:{{FreePort.Next()}}"]} }
            routes:
              r:
                cluster: c
                listen: {address: 127.0.0.1, port: {{FreePort.Next()}}, brokerPorts: 0}
                clients: {anonymous: true}
                policies: policies
                approvals: {origin: bank.example/r, people: {alice: alice.pub, bob: bob.pub} }
            audit: {cluster: c, topic: audit, journal: journal, stopTimeout: 1ms}
            limits: {reloadInterval: 0s, drainTimeout: 1s}
            """);

        // Given policies that nobody has approved, the proxy does not start and says what is to be done;
        var refused = await ToolAsync("run", "--config", settings);
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("compliance-proxy policy sign --config FILE --route r --as NAME --key NAME.pem", refused.Error + refused.Output, StringComparison.Ordinal);

        // once both have spoken it does,
        await ReleaseAsync(settings);
        await using var proxy = GuardedProcess.Start(null, "env", ["--default-signal=HUP", "dotnet", "exec", ProgramPath.Of("compliance-proxy"), "run", "--config", settings]);
        await proxy.Shell.WaitForLineAsync(line => line.Contains("The policy has come into force", StringComparison.Ordinal) && line.Contains("release 1, signed by alice, approved by bob", StringComparison.Ordinal), Patience);
        await proxy.Shell.WaitForLineAsync(line => line.Contains("ready", StringComparison.OrdinalIgnoreCase), Patience);

        // what one person alone has changed is not taken up, and what both have is, on a signal;
        _folder.Write("policies/pay.yaml", Policy.Replace("keepLast: 4", "keepLast: 2", StringComparison.Ordinal));
        await SignalAsync(proxy, "HUP");
        await proxy.Shell.WaitForLineAsync(line => line.Contains("has changed since release 1 was approved", StringComparison.Ordinal), Patience);
        await ReleaseAsync(settings);
        await SignalAsync(proxy, "HUP");
        await proxy.Shell.WaitForLineAsync(line => line.Contains("The policy has changed", StringComparison.Ordinal) && line.Contains("release 3", StringComparison.Ordinal), Patience);

        // and one of them goes back with one command.
        (await ToolAsync("policy", "rollback", "--config", settings, "--as", "bob", "--key", _folder.Combine("bob.pem"))).Checked();
        await SignalAsync(proxy, "HUP");
        await proxy.Shell.WaitForLineAsync(line => line.Contains("The release puts release 1 back", StringComparison.Ordinal), Patience);
        Assert.Equal(Policy, File.ReadAllText(_folder.Combine("policies", "pay.yaml")));
        await SignalAsync(proxy, "TERM");
        Assert.Equal(0, await proxy.Shell.WaitForExitAsync(Patience));
    }

    private async Task ReleaseAsync(string settings)
    {
        (await ToolAsync("policy", "sign", "--config", settings, "--as", "alice", "--key", _folder.Combine("alice.pem"))).Checked();
        (await ToolAsync("policy", "approve", "--config", settings, "--as", "bob", "--key", _folder.Combine("bob.pem"))).Checked();
    }

    private static Task<ChildResult> ToolAsync(params string[] arguments) =>
        ChildProcess.RunAsync("dotnet", ["exec", ProgramPath.Of("compliance-proxy"), .. arguments], patience: Patience);

    private static async Task SignalAsync(GuardedProcess process, string signal) => (await ChildProcess.RunAsync("/bin/sh", ["-c", $"kill -{signal} {process.ServerId}"])).Checked();
}
