using System.Globalization;

namespace Compliance.Benchmarks.Audit;

/// <summary>Prints figures as Markdown, each as soon as it is known, with its mark and whether it is met.</summary>
internal static class AuditTable
{
    public static void Head()
    {
        Console.WriteLine("| figure | measured | mark |");
        Console.WriteLine("|-|-|-|");
    }

    public static void Row(string name, FormattableString measured) => Row(name, measured.ToString(CultureInfo.InvariantCulture), "", true);

    public static void Row(string name, FormattableString measured, string mark, bool isMet) =>
        Row(name, measured.ToString(CultureInfo.InvariantCulture), mark, isMet);

    private static void Row(string name, string measured, string mark, bool isMet) =>
        Console.WriteLine($"| {name} | {measured} | {(mark.Length == 0 ? "" : $"{mark}: {(isMet ? "met" : "missed")}")} |");
}
