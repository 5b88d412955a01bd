namespace Compliance.Protect.Tests.Transforms;

/// <summary>Masks that know what they hide; what is not of their kind is hidden whole.</summary>
public sealed class PartialMaskTests
{
    [Theory]
    [InlineData("pan", "4111111111111111", "411111******1111")]
    [InlineData("pan", "4111 1111 1111 1111", "4111 11** **** 1111")]
    [InlineData("pan", "5555-5555-5555-4444", "5555-55**-****-4444")]
    [InlineData("{pan: {bin: 8}}", "4111111111111111", "41111111****1111")]
    [InlineData("{pan: {bin: 8}}", "6205500000000000004", "62055000*******0004")]
    [InlineData("{pan: {bin: 8}}", "378282246310005", "378282*****0005")]
    [InlineData("{pan: {bin: 6}}", "30569309025904", "305693****5904")]
    [InlineData("{pan: {bin: 6}}", "4222222222222", "42222****2222")]
    [InlineData("{pan: {bin: 6}}", "675964982643", "6759****2643")]
    [InlineData("{pan: {bin: 0, last: 4}}", "4111111111111111", "************1111")]
    [InlineData("{pan: {bin: 0, last: 0}}", "4111111111111111", "****************")]
    [InlineData("pan", "41111111111", "***********")]
    [InlineData("pan", "41111111111111111111", "********************")]
    [InlineData("pan", "4111111111111111x", "*****************")]
    [InlineData("pan", "４１１１１１１１１１１１１１１１", "****************")]
    public void Of_a_card_number_at_least_four_digits_are_hidden(string treatment, string value, string expected) => Leaves(treatment, value, expected);

    [Theory]
    [InlineData("email", "ada.lovelace@shop.example", "***@shop.example")]
    [InlineData("{email: {keep: topLevel}}", "ada@mail.shop.example", "***@***.example")]
    [InlineData("{email: {keep: topLevel}}", "root@localhost", "***@***")]
    [InlineData("{email: {keep: nothing}}", "ada@shop.example", "***@***")]
    [InlineData("email", "\\\"a@b\\\"@shop.example", "***@shop.example")]
    [InlineData("email", "zoë@shop.example", "***@shop.example")]
    [InlineData("email", "@shop.example", "*************")]
    [InlineData("email", "ada@", "****")]
    [InlineData("email", "ada", "***")]
    [InlineData("email", "ada@shop.example, eva@shop.example!", "***********************************")]
    [InlineData("email", "ada@zoë.example", "***************")]
    public void Of_an_address_the_name_is_hidden_and_how_long_it_is(string treatment, string value, string expected) => Leaves(treatment, value, expected);

    [Theory]
    [InlineData("phone", "+49 (30) 1234-567", "+** (**) ****-*67")]
    [InlineData("{phone: {keepLast: 0}}", "5551234", "*******")]
    [InlineData("{phone: {keepLast: 6}}", "123456", "******")]
    [InlineData("phone", "12", "**")]
    [InlineData("phone", "1-800-FLOWERS", "*************")]
    [InlineData("phone", "", "")]
    public void Of_a_telephone_number_the_last_digits_stay(string treatment, string value, string expected) => Leaves(treatment, value, expected);

    [Theory]
    [InlineData("iban", "GB82WEST12345698765432", "GB****************5432")]
    [InlineData("iban", "DE89 3704 0044 0532 0130 00", "DE** **** **** **** **30 00")]
    [InlineData("{iban: {keepLast: 0}}", "NO9386011117947", "NO*************")]
    [InlineData("iban", "NO938601111794", "**************")]
    [InlineData("iban", "8982WEST12345698765432", "**********************")]
    [InlineData("iban", "GB82-WEST-12345698765432", "************************")]
    [InlineData("iban", "MT84MALT011000012345MTLCAST001SXXXX", "***********************************")]
    public void Of_an_account_number_country_and_end_stay(string treatment, string value, string expected) => Leaves(treatment, value, expected);

    [Theory]
    [InlineData("ip", "192.168.12.34", "192.168.12.0")]
    [InlineData("{ip: {v4: 20}}", "10.1.255.255", "10.1.240.0")]
    [InlineData("{ip: {v4: 0, v6: 0}}", "10.1.255.255", "0.0.0.0")]
    [InlineData("{ip: {v4: 32}}", "10.1.2.3", "10.1.2.3")]
    [InlineData("ip", "2001:db8:1:2:3:4:5:6", "2001:db8:1::")]
    [InlineData("{ip: {v6: 128}}", "2001:DB8::1", "2001:db8::1")]
    [InlineData("ip", "::ffff:192.168.12.34", "::ffff:192.168.12.0")]
    [InlineData("ip", "1234", "****")]
    [InlineData("ip", "1.2", "***")]
    [InlineData("ip", "fe80::1%eth0", "************")]
    [InlineData("ip", "[::1]:80", "********")]
    [InlineData("ip", "host.example", "************")]
    public void Of_an_address_on_the_network_the_network_stays(string treatment, string value, string expected) => Leaves(treatment, value, expected);

    [Theory]
    [InlineData("pan")]
    [InlineData("email")]
    [InlineData("phone")]
    [InlineData("iban")]
    [InlineData("ip")]
    public void What_is_no_text_keeps_its_type_and_nothing_else(string treatment)
    {
        var plan = Plans.For(("a", treatment));

        Assert.Equal("""{"a":0}""", Plans.Apply(plan, """{"a":4111111111111111}"""));
        Assert.Equal("""{"a":false}""", Plans.Apply(plan, """{"a":true}"""));
        Assert.Equal("""{"a":null}""", Plans.Apply(plan, """{"a":null}"""));
        Assert.Equal("""{"a":{"b":"****************"}}""", Plans.Apply(plan, """{"a":{"b":"4111111111111111"}}"""));
    }

    private static void Leaves(string treatment, string value, string expected) =>
        Assert.Equal($$"""{"a":"{{expected}}"}""", Plans.Apply(Plans.For(("a", treatment)), $$"""{"a":"{{value}}"}"""));
}
