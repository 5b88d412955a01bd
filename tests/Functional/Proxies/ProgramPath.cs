namespace Compliance.Functional.Proxies;

/// <summary>The product's programs, built beside the tests that refer to them.</summary>
internal static class ProgramPath
{
    public static string Of(string program) => Path.Combine(AppContext.BaseDirectory, $"{program}.dll");
}
