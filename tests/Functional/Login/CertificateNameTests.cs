using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Compliance.Gateway.Tls;
using Compliance.Harness;
using Xunit;

namespace Compliance.Functional.Login;

/// <summary>A client's principal is the one that a broker would give it: names and rules by the hundred, read by Kafka's own code and by the proxy.</summary>
public sealed class CertificateNameTests(ITestOutputHelper output)
{
    private const int Names = 400;
    private static readonly string[] Rules =
    [
        "DEFAULT",
        "RULE:^CN=(.*?),OU=(.*?),O=(.*?)$/$1@$2/L,RULE:^.*CN=([a-zA-Z0-9.]*).*$/$1/U,DEFAULT",
        @"RULE:^CN=(\w+).*$/$1/,RULE:^(.*)O=(.+)$/$2-$1-$3/",
        "RULE:.*/x/",
        @"RULE:^[^=]+=(.{2,}?)(?:,.*)?$/\$$1$0/U",
    ];

    private static readonly string[] Oids =
    [
        "2.5.4.3", "2.5.4.10", "2.5.4.11", "2.5.4.6", "2.5.4.7", "2.5.4.8", "2.5.4.9", "0.9.2342.19200300.100.1.1", "0.9.2342.19200300.100.1.25", "1.2.840.113549.1.9.1", "2.5.4.5", "2.5.4.12",
    ];

    private static readonly string[] Pieces = ["till", "A b", " ", ",", "+", "\"", "\\", "<", ">", ";", "=", "#", "ö", "☂", "\0", "\r", "\n", "7", "/", "x@y.example"];

    [Fact]
    public async Task Kafka_and_the_proxy_make_the_same_of_every_name()
    {
        // Given names of all kinds of parts,
        var random = new Random(20261126);
        var asked = Enumerable.Range(0, Names).Select(_ => (Name: Name(random), Rules: Rules[random.Next(Rules.Length)])).ToList();

        // when Kafka's own code reads and maps them,
        var answers = await AskAsync(asked.Select(name => $"{Convert.ToBase64String(name.Name.RawData)} {name.Rules}"));

        // then the proxy gives the same, name by name.
        Assert.Equal(Names, answers.Count);
        var mapped = 0;
        foreach (var ((name, rules), answer) in asked.Zip(answers))
        {
            var (text, read) = (SubjectText.Of(name), new List<PrincipalRule>());
            Assert.Equal(answer.Name, text);
            Assert.Null(PrincipalRuleParser.Parse(rules, read));
            var principal = new PrincipalRules([.. read]).Apply([text]) ?? "";
            Assert.True(answer.Principal == principal, $"{text} by {rules}: Kafka {answer.Principal}, the proxy {principal}");
            mapped += principal.Length > 0 && principal != text ? 1 : 0;
        }

        output.WriteLine($"{Names} names, {mapped} of them changed by rules, 0 differences");
        Assert.InRange(mapped, Names / 10, Names);
    }

    private static async Task<List<(string Name, string Principal)>> AskAsync(IEnumerable<string> lines)
    {
        var classpath = SharedFolder.File("kafka", "lib-4.4", "kafka-clients-4.4.0.jar");
        if (Java.Compiler is null || classpath is null)
            MissingPart.Report("Kafka's libraries, or a Java compiler", Java.HowToCompile);
        using var folder = new TempFolder("names");
        (await ChildProcess.RunAsync(Java.Compiler, ["-d", folder.Path, "-cp", classpath, RepoRoot.Combine("tests", "Functional", "Login", "CertificateNames.java")])).Checked();
        var run = await ChildProcess.RunAsync(Java.Runtime!, ["-cp", $"{folder.Path}{Path.PathSeparator}{classpath}", "CertificateNames"], string.Join('\n', lines) + "\n");
        return [.. run.Checked().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')).Select(parts => (Decode(parts[0]), Decode(parts[1])))];
    }

    private static string Decode(string text) => Encoding.UTF8.GetString(Convert.FromBase64String(text));

    private static X500DistinguishedName Name(Random random)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            for (var parts = random.Next(1, 6); parts > 0; parts--)
            {
                using (writer.PushSetOf())
                {
                    // Two parts of one set must differ.
                    foreach (var oid in random.GetItems(Oids, random.Next(8) == 0 ? 2 : 1).Distinct())
                    {
                        using (writer.PushSequence())
                        {
                            writer.WriteObjectIdentifier(oid);
                            Value(writer, random, oid);
                        }
                    }
                }
            }
        }

        return new X500DistinguishedName(writer.Encode());
    }

    private static void Value(AsnWriter writer, Random random, string oid)
    {
        var text = string.Concat(random.GetItems(Pieces, random.Next(1, 5)));
        if (oid is "0.9.2342.19200300.100.1.25" or "1.2.840.113549.1.9.1")
            writer.WriteCharacterString(UniversalTagNumber.IA5String, string.Concat(text.Where(char.IsAscii)) + "x");
        else if (random.Next(12) == 0)
            writer.WriteInteger(random.Next(1000));
        else
            writer.WriteCharacterString(UniversalTagNumber.UTF8String, text);
    }
}
