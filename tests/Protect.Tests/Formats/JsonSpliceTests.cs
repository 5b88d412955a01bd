namespace Compliance.Protect.Tests.Formats;

/// <summary>What is replaced and removed, and that nothing else is touched.</summary>
public sealed class JsonSpliceTests
{
    [Theory]
    [InlineData("""{"a":"secret"}""", """{"a":"******"}""")]
    [InlineData("""  { "b" : 1.50e+02 , "a"  :  "secret" , "b":[ ] }  """, """  { "b" : 1.50e+02 , "a"  :  "******" , "b":[ ] }  """)]
    [InlineData("{\r\n\t\"a\": \"x\"\n}\n", "{\r\n\t\"a\": \"*\"\n}\n")]
    [InlineData("""{"b":{"a":"deeper"},"A":"case","aa":"x"}""", """{"b":{"a":"deeper"},"A":"case","aa":"x"}""")]
    [InlineData("""{"a":null}""", """{"a":null}""")]
    [InlineData("""{"a":""}""", """{"a":""}""")]
    [InlineData("{}", "{}")]
    public void Only_the_field_is_replaced(string value, string expected)
    {
        Assert.Equal(expected, Plans.Apply(Plans.For(("a", "mask")), value));
    }

    [Theory]
    [InlineData("""{"a":"first","a":"second"}""", """{"a":"*****","a":"******"}""")]
    [InlineData("""{"\u0061":"secret"}""", """{"\u0061":"******"}""")]
    [InlineData("""{"\u0061":"one","a":"two"}""", """{"\u0061":"***","a":"***"}""")]
    public void A_name_is_met_however_often_and_however_it_is_written(string value, string expected)
    {
        Assert.Equal(expected, Plans.Apply(Plans.For(("a", "mask")), value));
    }

    [Fact]
    public void A_name_of_other_letters_is_met_in_each_of_its_spellings()
    {
        Assert.Equal("""{"stra\u00dfe":"*","straße":"*"}""", Plans.Apply(Plans.For(("straße", "mask")), """{"stra\u00dfe":"x","straße":"y"}"""));
    }

    [Theory]
    [InlineData("""{"a":1}""", "{}")]
    [InlineData("""{"a":1,"b":2}""", """{"b":2}""")]
    [InlineData("""{"b":2,"a":1}""", """{"b":2}""")]
    [InlineData("""{"b":2,"a":1,"c":3}""", """{"b":2,"c":3}""")]
    [InlineData("""{ "a" : 1 , "b" : 2 }""", """{ "b" : 2 }""")]
    [InlineData("""{ "b" : 2 , "a" : 1 }""", """{ "b" : 2 }""")]
    [InlineData("""{ "a" : 1 }""", "{  }")]
    [InlineData("""{"a":1,"a":2}""", "{}")]
    [InlineData("""{"a":1,"a":2,"b":3}""", """{"b":3}""")]
    [InlineData("""{"a":1,"b":3,"a":2}""", """{"b":3}""")]
    [InlineData("""{"b":3,"a":1,"a":2}""", """{"b":3}""")]
    [InlineData("""{"b":3,"a":1,"a":2,"c":4}""", """{"b":3,"c":4}""")]
    [InlineData("""{"a":1,"b":2,"a":3,"c":4,"a":5}""", """{"b":2,"c":4}""")]
    [InlineData("""{"a":{"x":[1,{"y":2}]},"b":"}"}""", """{"b":"}"}""")]
    [InlineData("""{"a":null,"b":2}""", """{"b":2}""")]
    [InlineData("""{"a":1,"b":{"c":[1,2]}}""", """{"b":{"c":[1,2]}}""")]
    public void A_dropped_member_takes_one_comma_with_it(string value, string expected)
    {
        Assert.Equal(expected, Plans.Apply(Plans.For(("a", "drop")), value));
    }

    [Theory]
    [InlineData("a[*]", """{"a":[1,2,3]}""", """{"a":[]}""")]
    [InlineData("a[0]", """{"a":[1,2,3]}""", """{"a":[2,3]}""")]
    [InlineData("a[1]", """{"a":[1,2,3]}""", """{"a":[1,3]}""")]
    [InlineData("a[2]", """{"a":[ 1 , 2 , 3 ]}""", """{"a":[ 1 , 2 ]}""")]
    [InlineData("a[*].b", """{"a":[{"b":1},{"b":2,"c":3},{"c":4,"b":5}]}""", """{"a":[{},{"c":3},{"c":4}]}""")]
    [InlineData("$..b", """{"b":1,"a":{"b":[{"b":2}],"c":3},"d":[{"b":4}]}""", """{"a":{"c":3},"d":[{}]}""")]
    public void Elements_and_nested_members_are_dropped_alike(string path, string value, string expected)
    {
        Assert.Equal(expected, Plans.Apply(Plans.For((path, "drop")), value));
    }

    [Fact]
    public void Removals_and_replacements_stand_side_by_side()
    {
        var plan = Plans.For(("a", "drop"), ("b", "mask"), ("$..c", "redact"), ("d.e", "drop"));

        Assert.Equal(
            """{"b":"***", "x":1, "d":{"f":2}, "c":"", "y":[{"c":{}}]}""",
            Plans.Apply(plan, """{"a":1, "b":"two", "x":1,"a":2, "d":{"e":1,"f":2}, "c":"three", "y":[{"c":{"b":"4"}}]}"""));
    }

    [Theory]
    [InlineData("$.a.b", """{"a":{"b":"x"},"b":"y"}""", """{"a":{"b":"*"},"b":"y"}""")]
    [InlineData("$.a[*].b", """{"a":[{"b":"x"},{"c":1},{"b":"y"}]}""", """{"a":[{"b":"*"},{"c":1},{"b":"*"}]}""")]
    [InlineData("$..b", """{"b":"x","a":[[{"b":"y"}],{"c":{"b":"z"}}]}""", """{"b":"*","a":[[{"b":"*"}],{"c":{"b":"*"}}]}""")]
    [InlineData("$.a.{b,c}", """{"a":{"b":"x","c":"y","d":"z"}}""", """{"a":{"b":"*","c":"*","d":"z"}}""")]
    [InlineData("$[*].b", """[{"b":"x"},{"b":"y"}]""", """[{"b":"*"},{"b":"*"}]""")]
    [InlineData("$[1]", """["x","y","z"]""", """["x","*","z"]""")]
    [InlineData("$['a b'].c", """{"a b":{"c":"x"}}""", """{"a b":{"c":"*"}}""")]
    [InlineData("$..a..b", """{"b":"1","a":{"b":"2","c":{"b":"3"}}}""", """{"b":"1","a":{"b":"*","c":{"b":"*"}}}""")]
    public void Each_form_of_path_finds_its_fields(string path, string value, string expected)
    {
        Assert.Equal(expected, Plans.Apply(Plans.For((path, "mask")), value));
    }
}
