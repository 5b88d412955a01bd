using Compliance.Harness;
using Xunit;

namespace Compliance.Gateway.Tests.Fakes;

/// <summary>Prometheus' own judge of pages and rules, where the machine has it: PROMTOOL or the search path (Debian package prometheus).</summary>
internal static class Promtool
{
    /// <summary>Runs it; fails with what it says unless it is content.</summary>
    public static async Task CheckAsync(string? input, params string[] arguments)
    {
        var program = Environment.GetEnvironmentVariable("PROMTOOL") is { Length: > 0 } named ? named
            : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(folder => Path.Combine(folder, "promtool")).FirstOrDefault(File.Exists);
        Assert.SkipWhen(program is null, "promtool is not on this machine (Debian package prometheus).");
        (await ChildProcess.RunAsync(program!, arguments, input)).Checked();
    }
}
