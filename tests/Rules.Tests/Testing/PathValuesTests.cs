using System.Text.Json;
using Compliance.Rules.Testing;

namespace Compliance.Rules.Tests.Testing;

public sealed class PathValuesTests
{
    private const string Json = """{"a":{"b":1,"c":[{"b":2},{"b":3}]},"b":4}""";

    [Theory]
    [InlineData("a.b", "1")]
    [InlineData("a.c[*].b", "2 3")]
    [InlineData("a.c[1].b", "3")]
    [InlineData("$..b", "1 2 3 4")]
    [InlineData("a.{b,d}", "1")]
    [InlineData("b.c", "")]
    [InlineData("a[0]", "")]
    [InlineData("nothing", "")]
    public void A_path_finds_its_values_in_order(string path, string found)
    {
        using var document = JsonDocument.Parse(Json);

        Assert.Equal(found, string.Join(' ', PathValues.Find(document.RootElement, path).Select(v => v.GetRawText())));
    }
}
