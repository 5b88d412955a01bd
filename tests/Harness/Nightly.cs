namespace Compliance.Harness;

/// <summary>
/// Whether tests run in their long form: NIGHTLY=1, which <c>.ci/run nightly</c> sets. The short form tests the same things with fewer
/// rounds; nothing is tested at night only.
/// </summary>
public static class Nightly
{
    public static bool IsOn { get; } = Environment.GetEnvironmentVariable("NIGHTLY") == "1";

    /// <summary>A count, a size, a time of either form.</summary>
    public static T Or<T>(T shortForm, T longForm) => IsOn ? longForm : shortForm;
}
