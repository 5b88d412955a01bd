using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;
using Compliance.Gateway.Tls;
using Compliance.Harness;
using Xunit;

namespace Compliance.Gateway.Tests.Tls;

/// <summary>Names of certificates as Java prints them. What is expected here is what its X500Principal.getName() gave for the same bytes.</summary>
public sealed class SubjectTextTests
{
    private const string CommonName = "2.5.4.3";

    [Theory]
    [InlineData("C=DE, O=Payments, OU=Tills, CN=till-7", "CN=till-7,OU=Tills,O=Payments,C=DE")]
    [InlineData("DC=example, DC=shop, UID=7, STREET=High Street, L=Ulm, ST=BW", "ST=BW,L=Ulm,STREET=High Street,UID=7,DC=shop,DC=example")]
    [InlineData("E=a@b.example, CN=x", "CN=x,1.2.840.113549.1.9.1=#160b6140622e6578616d706c65")]
    [InlineData("T=Boss, CN=x", "CN=x,2.5.4.12=#1304426f7373")]
    public void Parts_stand_last_first_under_the_keywords_of_RFC_2253(string written, string expected) =>
        Assert.Equal(expected, SubjectText.Of(new X500DistinguishedName(written, X500DistinguishedNameFlags.None)));

    [Theory]
    [InlineData("a,b+c\"d\\e<f>g;h=i#j", @"CN=a\,b\+c\""d\\e\<f\>g\;h\=i\#j")]
    [InlineData("  x  ", @"CN=\ \ x\ \ ")]
    [InlineData("jörg ☂", "CN=jörg ☂")]
    [InlineData("a\0b", @"CN=a\00b")]
    [InlineData("", "CN=")]
    public void What_means_something_in_a_name_is_escaped(string value, string expected) =>
        Assert.Equal(expected, SubjectText.Of(Name(writer => writer.WriteCharacterString(UniversalTagNumber.UTF8String, value))));

    [Fact]
    public void Text_of_every_type_is_text_and_what_is_none_is_its_bytes()
    {
        Assert.Equal("CN=Ünï", SubjectText.Of(Name(writer => writer.WriteCharacterString(UniversalTagNumber.BMPString, "Ünï"))));
        Assert.Equal("CN=printable", SubjectText.Of(Name(writer => writer.WriteCharacterString(UniversalTagNumber.PrintableString, "printable"))));
        Assert.Equal("CN=#020107", SubjectText.Of(Name(writer => writer.WriteInteger(7))));
    }

    [Fact]
    public void What_stands_together_is_joined_by_a_plus()
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        using (writer.PushSetOf())
        {
            Attribute(writer, CommonName, w => w.WriteCharacterString(UniversalTagNumber.UTF8String, "a"));
            Attribute(writer, "2.5.4.10", w => w.WriteCharacterString(UniversalTagNumber.UTF8String, "b"));
        }

        Assert.Equal("CN=a+O=b", SubjectText.Of(new X500DistinguishedName(writer.Encode())));
        Assert.Equal("", SubjectText.Of(new X500DistinguishedName("")));
    }

    [Fact]
    public void A_line_of_the_log_is_one_line() =>
        Assert.Equal("CN=a?b", SubjectText.ForLog("CN=a\nb"));

    [Fact]
    public void Alternative_names_carry_their_kind()
    {
        using var root = TestAuthority.Root();
        using var identity = root.Client("CN=x", names: names =>
        {
            names.AddUri(new Uri("spiffe://shop.example/till/7"));
            names.AddDnsName("till-7.shop.example");
            names.AddEmailAddress("till@shop.example");
            names.AddIpAddress(System.Net.IPAddress.Parse("10.0.0.7"));
            names.AddUserPrincipalName("till");
        });
        using var bare = root.Client("CN=x");

        Assert.Equal(
            ["DNS:till-7.shop.example", "IP:10.0.0.7", "URI:spiffe://shop.example/till/7", "email:till@shop.example"],
            AlternativeNames.Of(identity.Certificate).Order(StringComparer.Ordinal));
        Assert.Empty(AlternativeNames.Of(bare.Certificate));
    }

    private static X500DistinguishedName Name(Action<AsnWriter> value)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        using (writer.PushSetOf())
            Attribute(writer, CommonName, value);
        return new X500DistinguishedName(writer.Encode());
    }

    private static void Attribute(AsnWriter writer, string oid, Action<AsnWriter> value)
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(oid);
            value(writer);
        }
    }
}
