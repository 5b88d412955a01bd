using System.Text;
using Compliance.Protect.Formats;
using Compliance.Rules.Compiled.Rows;

namespace Compliance.Protect.Tests.Formats;

/// <summary>Which records fit a predicate; what can't be known does not.</summary>
public sealed class RowFilterTests
{
    private const string InEurope = "value.region in ['DE', 'FR'] and not value.staff";

    [Theory]
    [InlineData("""{"region":"DE","staff":false}""", true)]
    [InlineData("""{"staff":false,"x":[1,{"region":"US"}],"region":"FR"}""", true)]
    [InlineData("""{"r\u0065gion":"D\u0045","staff":false}""", true)]
    [InlineData("""{"region":"US","staff":false}""", false)]
    [InlineData("""{"region":"DE","staff":true}""", false)]
    [InlineData("""{"region":"DE"}""", false)]
    [InlineData("""{"region":"DE","staff":"no"}""", false)]
    [InlineData("""{"region":"DE","staff":false,"region":"US"}""", false)]
    [InlineData("""{"region":"US","staff":false,"region":"DE"}""", false)]
    [InlineData("""{"region":"DE","staff":false,"region":"DE"}""", true)]
    [InlineData("""{"region":["DE"],"staff":false}""", false)]
    [InlineData("""{"region":{"DE":1},"staff":false}""", false)]
    [InlineData("""{"x":{"region":"DE","staff":false}}""", false)]
    [InlineData("""["DE",false]""", false)]
    [InlineData("""{"region":"DE","staff":false""", false)]
    [InlineData("""{"region":"DE","staff":false} {"region":"US"}""", false)]
    [InlineData("""{"region":"DE","staff":false,"x":"\ud800","region":"\ud800"}""", false)]
    [InlineData("region=DE", false)]
    [InlineData("null", false)]
    [InlineData("", false)]
    public void By_the_value(string value, bool keeps) => Assert.Equal(keeps, Keeps(InEurope, value));

    [Theory]
    [InlineData("k-1", "key in ['k-1']", true)]
    [InlineData("k-2", "key in ['k-1']", false)]
    [InlineData(null, "key in ['k-1']", false)]
    [InlineData(null, "not exists key", true)]
    public void By_the_key(string? key, string predicate, bool keeps) => Assert.Equal(keeps, Keeps(predicate, "any", key));

    [Fact]
    public void By_a_header_of_which_there_may_be_several()
    {
        const string Region = "header['region'] = 'EU'";

        Assert.True(Keeps(Region, "", null, "EU"));
        Assert.True(Keeps(Region, "", null, "EU", "EU"));
        Assert.False(Keeps(Region, "", null, "EU", "US"));
        Assert.False(Keeps(Region, "", null, "US", "EU"));
        Assert.False(Keeps(Region, "", null));
        Assert.False(Keeps("header['region'] != 'EU'", "", null));
    }

    [Fact]
    public void What_is_no_text_is_unclear()
    {
        var filter = new RowFilter();
        var predicate = RowPredicate.Parse("exists key", out _)!;

        filter.Begin(predicate, default, default);
        filter.Take(0, [0xFF]);

        Assert.False(filter.Keeps());
    }

    [Fact]
    public void Behind_the_frame_of_a_schema()
    {
        byte[] framed = [0, 0, 0, 0, 7, .. Encoding.UTF8.GetBytes("""{"region":"DE","staff":false}""")];
        var filter = new RowFilter();

        filter.Begin(RowPredicate.Parse(InEurope, out _)!, framed, default);

        Assert.True(filter.Keeps());
    }

    [Fact]
    public void One_record_leaves_nothing_for_the_next()
    {
        var filter = new RowFilter();
        var predicate = RowPredicate.Parse(InEurope, out _)!;

        Assert.True(Keeps(filter, predicate, """{"region":"DE","staff":false}"""));
        Assert.False(Keeps(filter, predicate, """{"region":"DE"}"""));
        Assert.False(Keeps(filter, predicate, ""));
        Assert.True(Keeps(filter, predicate, """{"region":"FR","staff":false}"""));
    }

    [Fact]
    public void The_steady_state_allocates_nothing()
    {
        var filter = new RowFilter();
        var predicate = RowPredicate.Parse(InEurope, out _)!;
        var value = """{"a":[1,2,{"b":"c"}],"region":"DE","staff":false}"""u8.ToArray();
        var kept = Keeps(filter, predicate, value);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            kept &= Keeps(filter, predicate, value);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(kept);
    }

    private static bool Keeps(string predicate, string value, string? key = null, params string[] headers)
    {
        var parsed = RowPredicate.Parse(predicate, out _)!;
        var filter = new RowFilter();
        filter.Begin(parsed, Encoding.UTF8.GetBytes(value), default);
        for (var i = 0; i < parsed.Operands.Length; i++)
        {
            if (parsed.Operands[i].Source == RowSource.Key && key is not null)
                filter.Take(i, Encoding.UTF8.GetBytes(key));
            foreach (var header in parsed.Operands[i].Source == RowSource.Header ? headers : [])
                filter.Take(i, Encoding.UTF8.GetBytes(header));
        }

        return filter.Keeps();
    }

    private static bool Keeps(RowFilter filter, RowPredicate predicate, string value) => Keeps(filter, predicate, Encoding.UTF8.GetBytes(value));

    private static bool Keeps(RowFilter filter, RowPredicate predicate, byte[] value)
    {
        filter.Begin(predicate, value, default);
        return filter.Keeps();
    }
}
