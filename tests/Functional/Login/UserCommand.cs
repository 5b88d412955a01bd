using Compliance.Functional.Proxies;
using Compliance.Harness;

namespace Compliance.Functional.Login;

/// <summary><c>compliance-proxy user</c>, as whoever looks after the users runs it.</summary>
internal static class UserCommand
{
    // The least that SCRAM may have: a client that waits for its proof gives up in time.
    private const string Rounds = "4096";

    /// <summary>Adds a user to those of a proxy that runs, or gives him another password.</summary>
    public static async Task AddAsync(ProxyProcess proxy, string user, string password, params string[] mechanisms) =>
        (await RunAsync(password, ["add", "--file", proxy.UsersFile, "--iterations", Rounds, .. mechanisms.SelectMany(mechanism => new[] { "--mechanism", mechanism }), user])).Checked();

    /// <summary>The password is what the command reads where it asks for one.</summary>
    public static Task<ChildResult> RunAsync(string password, params string[] arguments) =>
        ChildProcess.RunAsync("dotnet", ["exec", ProgramPath.Of("compliance-proxy"), "user", .. arguments], password + "\n");
}
