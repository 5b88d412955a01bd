using Xunit;

namespace Compliance.House.Tests;

public sealed class FileSizeTests
{
    private const int Median = 80;
    private const int NinthDecile = 250;
    private const int Most = 500;

    [Fact]
    public void No_file_is_longer_than_a_person_reads_at_one_sitting() =>
        Rule.Holds(
            Tree.AllCode.Where(file => file.Lines.Length > Most).Select(file => $"{file.Path} has {file.Lines.Length} lines, more than {Most}"),
            "move one responsibility into a type and file of its own.");

    [Fact]
    public void Most_files_of_the_product_are_short() => AssertShort(Tree.ProductCode);

    [Fact]
    public void Most_files_of_the_tests_are_short() => AssertShort(Tree.TestCode);

    private static void AssertShort(IEnumerable<TextFile> files)
    {
        var bySize = files.OrderBy(file => file.Lines.Length).ToList();
        var median = bySize[bySize.Count / 2].Lines.Length;
        var ninth = bySize[bySize.Count * 9 / 10].Lines.Length;
        var longest = string.Join("\n  ", bySize.AsEnumerable().Reverse().Take(15).Select(file => $"{file.Lines.Length} {file.Path}"));

        Assert.True(median <= Median, $"The median of {bySize.Count} files is {median} lines, above {Median}: split the longest by responsibility.\n  {longest}");
        Assert.True(ninth <= NinthDecile, $"One file in ten is longer than {ninth} lines, above {NinthDecile}: split the longest by responsibility.\n  {longest}");
    }
}
