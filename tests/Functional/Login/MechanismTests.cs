using Compliance.Functional.Proxies;
using Compliance.Harness;
using Xunit;

namespace Compliance.Functional.Login;

/// <summary>Clients of four kinds log in at the proxy by each mechanism with a password, rightly and wrongly, before a broker that knows none of them.</summary>
public sealed class MechanismTests(ITestOutputHelper output)
{
    private const string Right = "the right one";

    // All clients are one user from one address, and some try a wrong password again and again while others have the right one.
    private const string NoBrake = "{maxFailedLogins: 1000}";
    private static readonly string[] Mechanisms = ["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"];

    [Fact]
    public async Task Each_client_is_let_in_by_each_mechanism_that_its_user_has_and_by_no_other()
    {
        // Given users made by the command, one with all mechanisms and one with a single one,
        var kafka = await KafkaServer.GetAsync();
        await using var proxy = await ProxyProcess.StartAsync(ProxySettings.Open(kafka.BootstrapServers)
            .WithUsers(new Dictionary<string, string>(), Mechanisms)
            .With(NoBrake));
        await UserCommand.AddAsync(proxy, "till", Right, Mechanisms);
        await UserCommand.AddAsync(proxy, "reader", Right, "SCRAM-SHA-512");
        Assert.Contains("reader  SCRAM-SHA-512", (await UserCommand.RunAsync(Right, "list", "--file", proxy.UsersFile)).Output, StringComparison.Ordinal);

        // when they log in by right and wrong passwords, and one who does not exist,
        foreach (var mechanism in Mechanisms)
        {
            var asked = LoginClients.All.Select(async client =>
            {
                var (name, logIn) = client;
                Assert.True(await logIn(proxy, mechanism, "till", Right), $"{name} by {mechanism}");
                Assert.False(await logIn(proxy, mechanism, "till", "a wrong one"), $"{name} by {mechanism} with a wrong password");
                if (!Nightly.IsOn && name != LoginClients.Quickest)
                    return;
                Assert.False(await logIn(proxy, mechanism, "nobody", Right), $"{name} by {mechanism} as nobody");
                Assert.Equal(mechanism == "SCRAM-SHA-512", await logIn(proxy, mechanism, "reader", Right));
            });
            await Task.WhenAll(asked);
            output.WriteLine($"{mechanism}: {string.Join(", ", LoginClients.All.Keys)}");
        }

        // then no password is in the log, and those who were refused are.
        Assert.Contains("Claimed: User:nobody.", proxy.Log, StringComparison.Ordinal);
        Assert.DoesNotContain(Right, proxy.Log, StringComparison.Ordinal);
        Assert.DoesNotContain("a wrong one", proxy.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_password_is_for_all_mechanisms_that_the_user_has()
    {
        using var folder = new TempFolder("users");
        var file = folder.Combine("users");
        (await UserCommand.RunAsync(Right, "add", "--file", file, "-m", "SCRAM-SHA-256", "-m", "PLAIN", "till")).Checked();
        var before = await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken);
        Assert.Contains("till has a new password, for PLAIN, SCRAM-SHA-256.", (await UserCommand.RunAsync(Right, "add", "--file", file, "till")).Checked().Output, StringComparison.Ordinal);
        var after = await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken);
        Assert.Equal(2, after.Length);
        Assert.Empty(before.Intersect(after));
    }
}
