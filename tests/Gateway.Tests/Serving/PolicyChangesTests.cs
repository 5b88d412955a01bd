using Compliance.Events;
using Compliance.Gateway.Settings;
using Compliance.Gateway.Tests.Approval;
using Compliance.Gateway.Tests.Fakes;
using Compliance.Gateway.Tests.Pipeline;
using Xunit;

namespace Compliance.Gateway.Tests.Serving;

/// <summary>Policies that change while a proxy runs, or between two starts: what is not approved changes nothing, and each change is evidence.</summary>
public sealed class PolicyChangesTests
{
    private const string Nobody = "127.0.0.1:1";
    private static readonly string Second = Policies.Payments.Replace("keepLast: 4", "keepLast: 2", StringComparison.Ordinal);

    [Fact]
    public async Task Each_change_is_told_with_its_hashes_who_signed_and_who_approved_and_the_files_are_kept()
    {
        // Given a proxy with approved policies,
        await using var proxy = await GovernedProxy.StartAsync(Nobody, route: Officers.Demanded, before: Officers.Begin);
        var officers = new Officers(proxy);

        // when somebody changes a file alone, nothing changes;
        Assert.False(await proxy.UseAsync(Second));
        Assert.Contains(proxy.Log.All, line => line.Contains("Error 1061", StringComparison.Ordinal) && line.Contains("has changed since release 1 was approved", StringComparison.Ordinal));

        // when alice signs it, neither; when bob approves it, it is in force; and alice puts the first one back.
        officers.Say("sign", "alice");
        Assert.False(await proxy.Process.ReloadAsync());
        officers.Say("approve", "bob");
        Assert.True(await proxy.Process.ReloadAsync());
        officers.Say("rollback", "alice");
        Assert.True(await proxy.Process.ReloadAsync());

        // Then the evidence tells all of it,
        var events = await proxy.StopAsync();
        var changes = events.Where(e => e.Action == "policy.changed").ToList();
        var (first, second) = (changes[0].PolicySha256!, changes[1].PolicySha256!);
        Assert.Equal(["creation  1 alice bob", "change  3 alice bob", "change The release puts release 1 back. 5 alice "], changes.Select(Told));
        Assert.Equal([null, first, second], changes.Select(e => e.PreviousPolicySha256));
        Assert.Equal([first, second, first], changes.Select(e => e.PolicySha256));
        Assert.All(changes, e => Assert.Equal(("configuration", "r", "c", "test"), (e.Category, e.Route, e.Cluster, e.PolicyId)));
        Assert.Equal(2, events.Count(e => e is { Action: "policy.refused", Outcome: "failure", Route: "r" }));

        // and every file that was in force is there under its hash.
        Assert.Equal(Policies.Payments, File.ReadAllText(Kept(proxy, first)));
        Assert.Equal(Second, File.ReadAllText(Kept(proxy, second)));
    }

    [Fact]
    public async Task A_change_between_two_starts_is_told_by_the_second_and_no_change_by_none()
    {
        await using var proxy = await GovernedProxy.StartAsync(Nobody);

        await proxy.RestartAsync();
        await proxy.RestartAsync(() =>
        {
            proxy.Write("policies/test.yaml", Second);
            proxy.Write("policies/more.yaml", "schema: policy/v1\npolicy: {id: more, title: M, owner: o}\n");
        });
        await proxy.RestartAsync(() => File.Delete(Path.Combine(proxy.Folder, "policies", "more.yaml")));

        var changes = (await proxy.StopAsync()).Where(e => e.Action == "policy.changed").ToList();
        Assert.Equal(["test creation", "more creation", "test change", "more deletion"], changes.Select(e => $"{e.PolicyId} {e.Type}"));
        Assert.Equal(changes[0].PolicySha256, changes[2].PreviousPolicySha256);
        Assert.Null(changes[3].PolicySha256);
        Assert.Single(Directory.GetFiles(Path.Combine(proxy.Folder, "journal", "policies"), "*.set"));
    }

    [Fact]
    public async Task Whoever_takes_the_newest_statements_away_gets_no_earlier_policies_in_force()
    {
        await using var proxy = await GovernedProxy.StartAsync(Nobody, route: Officers.Demanded, before: Officers.Begin);
        var officers = new Officers(proxy);
        proxy.Write("policies/test.yaml", Second);
        officers.Release();
        Assert.True(await proxy.Process.ReloadAsync());

        // When the folder is as it was under release 1, statements and all,
        var approvals = Path.Combine(proxy.Folder, "policies", "approvals");
        foreach (var note in Directory.GetFiles(approvals, "*.note").Order(StringComparer.Ordinal).Skip(2))
            File.Delete(note);

        // then neither the proxy that runs nor one that starts takes it.
        Assert.False(await proxy.UseAsync(Policies.Payments));
        Assert.Contains(proxy.Log.All, line => line.Contains("Release 3 of route 'r' is in force, and the newest that is there now is 1", StringComparison.Ordinal));
        var refused = await Assert.ThrowsAsync<SettingsException>(() => proxy.RestartAsync());
        Assert.Contains("Release 3 of route 'r' was in force here", refused.Message, StringComparison.Ordinal);
    }

    private static string Kept(GovernedProxy proxy, string sha256) => Path.Combine(proxy.Folder, "journal", "policies", sha256 + ".yaml");

    private static string Told(AuditEvent e) =>
        $"{e.Type} {e.Reason![(e.Reason!.IndexOf('.', StringComparison.Ordinal) + 1)..].Trim()} {e.PolicyRelease} {e.Principal} {string.Join(' ', e.PolicyApprovers)}";
}
