using System.Text;
using CsCheck;

namespace Compliance.Protect.Tests.Formats.Csv;

public sealed class CsvTests
{
    private const string Mask = "mask";

    private static string Apply(string format, string path, string treatment, string value) => Plans.Apply(Plans.In(format, (path, treatment)), value);

    [Theory]
    [InlineData("email", "id,email,city\r\n1,ada@x,London\r\n2,,Paris\r\n", "id,email,city\r\n1,*****,London\r\n2,,Paris\r\n")]
    [InlineData("$.{id,city}", "id,email,city\n1,ada@x,London", "id,email,city\n*,ada@x,******")]
    [InlineData("$..email", "id,email\n1,a\n", "id,email\n1,*\n")]
    [InlineData("email", "email,id,email\na,b,c", "email,id,email\n*,b,*")]
    [InlineData("email", " \"email\",id\n", "MalformedCsv at $")]
    [InlineData("email", "id, email \n1, x", "id, email \n1,**")]
    [InlineData("email", "\"id\",\"email\"\n\"1\",\"a \"\"b\"\"\"\n", "\"id\",\"email\"\n\"1\",\"*****\"\n")]
    [InlineData("email", "\uFEFFemail;x\na;b", "NoColumn at $")]
    [InlineData("email", "\uFEFFemail,x\na,b", "\uFEFFemail,x\n*,b")]
    [InlineData("email", "email\n\n\r\na", "email\n\n\r\n*")]
    public void Columns_are_found_by_the_names_in_the_first_line(string path, string value, string expected)
    {
        Assert.Equal(expected, Apply("csv", path, Mask, value));
    }

    [Theory]
    [InlineData("$[1]", "1,ada@x,London", "1,*****,London")]
    [InlineData("$[1]", "1,ada\n2,bob\n", "1,***\n2,***\n")]
    [InlineData("$[*]", "1,ada\n2,bob,x", "*,***\n*,***,*")]
    [InlineData("$[1]", "1;ada", "NoColumn at $")]
    [InlineData("$[1]", "1,\"a\nb\",2\n", "1,\"***\",2\n")]
    [InlineData("$[1].email", "1,ada", "1,***")]
    public void Columns_can_be_counted_where_there_are_no_names(string path, string value, string expected)
    {
        Assert.Equal(expected, Apply("csv", path, Mask, value));
    }

    [Theory]
    [InlineData("csv-semicolon", "id;email\n1,5;ada", "id;email\n1,5;***")]
    [InlineData("tsv", "id\temail\n1;5\tada", "id\temail\n1;5\t***")]
    public void Other_separators_are_other_formats(string format, string value, string expected)
    {
        Assert.Equal(expected, Apply(format, "email", Mask, value));
    }

    [Theory]
    [InlineData("1,ada,London")]
    [InlineData("id;email\n1;ada")]
    [InlineData("id,mail\n1,ada")]
    [InlineData("email,id\nada,1,2")]
    [InlineData("id,email\n1")]
    public void A_value_without_the_columns_does_not_pass(string value)
    {
        Assert.Equal("NoColumn at $", Apply("csv", "email", Mask, value));
    }

    [Theory]
    [InlineData("id,email\n1,a\"b")]
    [InlineData("id,email\n1,\"a\"b")]
    [InlineData("id,email\n1,\"a")]
    [InlineData("id,email\n1,a\rb")]
    [InlineData("id,email\n1, \"a,b\"")]
    public void What_readers_understand_differently_does_not_pass(string value)
    {
        Assert.Equal("MalformedCsv at $", Apply("csv", "email", Mask, value));
    }

    [Theory]
    [InlineData("drop", "")]
    [InlineData("redact", "")]
    [InlineData("nullify", "")]
    [InlineData("{mask: {keepLast: 1, fill: ','}}", "\",,,5\"")]
    [InlineData("{mask: {keepLast: 1, fill: '\"'}}", "\"\"\"\"\"\"\"5\"")]
    [InlineData("{round: {to: 1000}}", "1000")]
    public void What_becomes_of_a_cell_is_quoted_where_it_must_be(string treatment, string expected)
    {
        Assert.Equal($"id,a\n1,{expected}\n", Apply("csv", "a", treatment, "id,a\n1,1345\n"));
    }

    [Fact]
    public void A_hash_of_a_cell_joins_that_of_a_JSON_text()
    {
        var csv = Apply("csv", "a", "{token: {with: ff1, key: f, alphabet: digits, keepFirst: 6, keepLast: 4}}", "a\n4111111111111111");

        Assert.Matches("^a\n411111[0-9]{6}1111$", csv);
    }

    [Fact]
    public void All_cells_but_those_of_the_column_stay_byte_for_byte()
    {
        var plan = Plans.In("csv", ("secret", "redact"));
        var cell = Gen.OneOf(Gen.String[Gen.OneOf('a', 'é', ' ', '7', '-')], Gen.String[Gen.OneOf('a', '"', ',', '\n', '\r', '名')].Select(t => '"' + t.Replace("\"", "\"\"", StringComparison.Ordinal) + '"'));
        var end = Gen.OneOf("\n", "\r\n");

        Gen.Select(Gen.Select(cell, cell, cell).Array[0, 5], end).Sample((lines, newLine) =>
        {
            string Write(bool isRedacted) => string.Concat(lines.Select(l => $"{l.Item1},{Emptied(l.Item2, isRedacted)},{l.Item3}{newLine}").Prepend($"first,secret,last{newLine}"));

            Assert.Equal(Write(true), Plans.Apply(plan, Write(false)));
        }, iter: 1000);

        static string Emptied(string cell, bool isRedacted) => !isRedacted || cell is "" or "\"\"" ? cell : cell.StartsWith('"') ? "\"\"" : "";
    }

    [Fact]
    public void Whatever_the_bytes_nothing_is_thrown()
    {
        var plan = Plans.In("csv", ("a", Mask), ("$[1]", "redact"));

        Gen.OneOf(Gen.Byte.Array[0, 60], Gen.String[Gen.OneOf('a', ',', '"', '\n', '\r', ';', 'é')].Select(Encoding.UTF8.GetBytes)).Sample(bytes => { Plans.Apply(plan, bytes); }, iter: 2000);
    }
}
