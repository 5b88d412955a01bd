using Xunit;

namespace Compliance.House.Tests;

/// <summary>How a rule of the house fails: every offence with its place, and how to mend it.</summary>
internal static class Rule
{
    public static void Holds(IEnumerable<string> offences, string mend)
    {
        var all = offences.ToList();
        if (all.Count > 0)
            Assert.Fail($"{all.Count} offence(s):\n  {string.Join("\n  ", all.Take(60))}\nHow to mend: {mend}");
    }
}
