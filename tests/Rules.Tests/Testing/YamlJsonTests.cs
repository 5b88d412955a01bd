using System.Text;
using Compliance.Rules.Documents;
using Compliance.Rules.Testing;

namespace Compliance.Rules.Tests.Testing;

public sealed class YamlJsonTests
{
    [Theory]
    [InlineData("{a: 1, b: '1', c: true, d: 'true', e: null, f: ~, g: , h: ''}", """{"a":1,"b":"1","c":true,"d":"true","e":null,"f":null,"g":null,"h":""}""")]
    [InlineData("[1.50, -0, 1e3, 12345678901234567890123, 007, 0x1F, .5, NaN, .inf, '1', no, 1_000]", """[1.50,-0,1e3,12345678901234567890123,"007","0x1F",".5","NaN",".inf","1","no","1_000"]""")]
    [InlineData("a: |\n  two\n  lines\n", """{"a":"two\nlines\n"}""")]
    [InlineData("\"quo\\\"te é \\U0001F642\"", "\"quo\\\"te é 🙂\"")]
    public void Plain_scalars_are_what_they_say_and_quoted_ones_are_text(string yaml, string json)
    {
        var problems = new ProblemList();

        var written = Encoding.UTF8.GetString(YamlJson.Write(YamlTree.Read("f", yaml, problems)!));

        Assert.False(problems.HasErrors);
        Assert.Equal(json, written.Replace("\\uD83D\\uDE42", "🙂", StringComparison.Ordinal));
    }
}
