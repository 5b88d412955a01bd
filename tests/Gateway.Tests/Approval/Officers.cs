using System.CommandLine;
using Compliance.Gateway.Commands;
using Compliance.Gateway.Tests.Fakes;
using Xunit;

namespace Compliance.Gateway.Tests.Approval;

/// <summary>Alice and bob beside a proxy that runs, who put policies in force with the verbs of the command line.</summary>
internal sealed class Officers(GovernedProxy proxy)
{
    /// <summary>What a route's settings say so that nothing comes into force without both.</summary>
    public const string Demanded = "approvals: {origin: bank.example/r, people: {alice: alice.pub, bob: bob.pub}}";

    /// <summary>The keys, and the policies that are there approved by both.</summary>
    public static void Begin(GovernedProxy proxy)
    {
        var officers = new Officers(proxy);
        officers.Run("key", "person", Path.Combine(proxy.Folder, "alice.pem"));
        officers.Run("key", "person", Path.Combine(proxy.Folder, "bob.pem"));
        officers.Release();
    }

    public void Release()
    {
        Say("sign", "alice");
        Say("approve", "bob");
    }

    public void Say(string verb, string who) =>
        Run("policy", verb, "--config", proxy.Settings, "--as", who, "--key", Path.Combine(proxy.Folder, who + ".pem"));

    private void Run(params string[] args)
    {
        using var output = new StringWriter();
        var code = CommandTree.InvokeAsync(args, TimeProvider.System, new InvocationConfiguration { Output = output, Error = output }).GetAwaiter().GetResult();
        Assert.True(code == 0, output.ToString());
    }
}
