using Xunit;

namespace Compliance.Harness;

/// <summary>
/// What happens to a test whose server or tool the machine lacks: it is skipped with the reason; where <c>CI=true</c> it fails,
/// because there nothing may go untested unseen.
/// </summary>
public static class MissingPart
{
    public static bool InCi => Environment.GetEnvironmentVariable("CI") is "true" or "1";

    /// <summary>Ends the running test. <paramref name="how"/> says what to install or set.</summary>
    [System.Diagnostics.CodeAnalysis.DoesNotReturn]
    public static void Report(string what, string how)
    {
        var reason = $"{what} is missing. {how}";
        if (InCi)
            throw new InvalidOperationException($"{reason} (CI=true: a missing part fails instead of skipping.)");
        Assert.Skip(reason);
    }
}
