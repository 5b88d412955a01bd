using System.Text;

namespace Compliance.Rules.Tests.Describing;

/// <summary>What a policy says in words: for those who sign it.</summary>
public sealed class PolicyDescriberTests
{
    [Fact]
    public void Every_part_is_told_in_sentences()
    {
        var page = Markdown(PolicyText.Sound);

        Assert.Equal(
            """
            # Shop

            Policy `shop`, owned by dpo@shop.example. This page tells what the file says whose SHA-256 is `HASH`.

            ## What is protected

            ### card

            Found in values of `payments.**` at `$.card.number`.

            - When it is read: masked; the last 4 characters stay (P1).
            - Except: `fraud` see it in clear, before 2030-01-01, by T-1, which ciso approved.

            ## Who may do what

            What no rule of any policy allows is denied, and so is what a rule denies.

            - A1: `analysts` and `fraud` may read: topics `payments.**` and groups `bi-**`.
            - A2: `tills` may write: topics `payments.**`.

            ## Who they are

            | people | who that is |
            |---|---|
            | `tills` | `User:till-*` |
            | `analysts` | `User:bi-*` |
            | `fraud` | `User:fraud` |

            ## Why somebody may see more

            | purpose | on the ground of | may be claimed by | stated by client ids |
            |---|---|---|---|
            | `case` | GDPR 6 | `fraud` |  |

            ## What its tests hold it to

            - masked.
            - written.

            ## Read and approved

            | name | date | signature |
            |---|---|---|
            |  |  |  |


            """.ReplaceLineEndings("\n"),
            page.Replace(Sha(PolicyText.Sound), "HASH", StringComparison.Ordinal).ReplaceLineEndings("\n"));
    }

    [Theory]
    [InlineData("rows: [{id: R1, topics: \"crm.**\", people: fraud, unless: {purpose: case}, keep: value.agreed, serves: [GDPR 6, GDPR 7]}]", "- R1: of topics `crm.**` only records with `value.agreed` are read by `fraud`, unless the purpose is `case`, for GDPR 6 and GDPR 7.")]
    [InlineData("rows: [{id: R1, topics: a, people: fraud, hours: \"Mon-Fri  08:00-18:00 UTC\", purpose: case, clientIds: [\"a-*\", b], unless: {people: tills, hours: [\"Mon 08:00-09:00 UTC\", \"Tue 08:00-09:00 UTC\"], clientIds: x}, keep: key = 'x'}]", "are read by `fraud`, for the purpose `case`, at Mon-Fri 08:00-18:00 UTC, with a client id like `a-*` or `b`, unless it is `tills`, it is Mon 08:00-09:00 UTC or Tue 08:00-09:00 UTC and the client id is like `x`.")]
    [InlineData("rows: [{id: R1, topics: a, people: fraud, breakGlass: night, unless: {breakGlass: day}, keep: key = 'x'}]", "are read by `fraud`, while a break-glass grant opens `night`, unless a break-glass grant opens `day`.")]
    [InlineData("audit: [{id: M1, mode: strict, apis: fetch, hours: \"22:00-06:00 Europe/Berlin\"}]", "- M1: strict for fetch requests by everybody, at 22:00-06:00 Europe/Berlin.")]
    [InlineData("rows: [{id: R1, topics: a, people: \"*\", keep: key = 'x'}]", "- R1: of topics `a` only records with `key = 'x'` are read by everybody.")]
    [InlineData("retention: [{id: T1, topics: [a, b], max: 36h, serves: PCI 3.2.1}]", "- T1: records of `a` and `b` are kept for 36 hours at most, for PCI 3.2.1.")]
    [InlineData("retention: [{id: T1, topics: a, max: 400d, cleanup: compact}]", "- T1: records of `a` are kept for 400 days at most, but for the last one of each key.")]
    [InlineData("audit: [{id: M1, mode: strict, apis: fetch, serves: PCI 10.2.1}]", "- M1: strict for fetch requests by everybody, for PCI 10.2.1.")]
    public void Every_section_has_its_sentences(string section, string sentence) =>
        Assert.Contains(sentence, Markdown(PolicyText.With("tests:", $"{section}\ntests:")), StringComparison.Ordinal);

    [Fact]
    public void What_a_rule_serves_and_how_people_prove_themselves_is_told()
    {
        var page = Markdown(PolicyText.With("when: consume", "when: consume\n    serves: PCI 3.4.1").Replace("principals: [\"User:fraud\"]", "principals: [\"User:fraud\"], mechanisms: [PLAIN, OAUTHBEARER]", StringComparison.Ordinal)
            .Replace("people: tills}", "people: tills, serves: PCI 7.2.2}", StringComparison.Ordinal));

        Assert.Contains("the last 4 characters stay (P1, for PCI 3.4.1).", page, StringComparison.Ordinal);
        Assert.Contains("| `fraud` | `User:fraud`, proved by PLAIN or OAUTHBEARER |", page, StringComparison.Ordinal);
        Assert.Contains("- A2: `tills` may write: topics `payments.**`, for PCI 7.2.2.", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("drop", "removed")]
    [InlineData("nullify", "replaced by null")]
    [InlineData("redact", "emptied")]
    [InlineData("{hash: pan}", "replaced by a hash that only the holder of the key `pan` can make")]
    [InlineData("{token: {with: siv, key: pan}}", "replaced by a token that the key `pan` turns back")]
    [InlineData("{encrypt: pan}", "encrypted by the key `pan`, which turns it back")]
    [InlineData("{encrypt: {key: pan, form: confluent}}", "encrypted by the key `pan`, which turns it back here and in Confluent's clients")]
    [InlineData("{token: {with: ff1, key: pan, alphabet: digits, keepLast: 4}}", "replaced by a token of as many characters (digits) that the key `pan` turns back; the last 4 characters stay")]
    [InlineData("mask", "masked (")]
    [InlineData("{mask: {keepFirst: 1}}", "masked; the first character stays")]
    [InlineData("{mask: {keepFirst: 2, keepLast: 3}}", "masked; the first 2 and the last 3 characters stay")]
    [InlineData("pan", "masked as a card number; the first 6 and the last 4 characters stay, where that leaves four to hide")]
    [InlineData("email", "masked as an e-mail address; the domain stays")]
    [InlineData("{email: {keep: topLevel}}", "masked as an e-mail address; the end of the domain stays")]
    [InlineData("{email: {keep: nothing}}", "masked as an e-mail address (")]
    [InlineData("phone", "masked as a telephone number; the last 2 characters stay")]
    [InlineData("{iban: {keepLast: 0}}", "masked as an account number; the country stays (")]
    [InlineData("ip", "cut to its network (IPv4 24 bits, IPv6 48 bits)")]
    [InlineData("{bucket: {step: 0.5, top: 90}}", "replaced by the lower end of its step of 0.5, and by 90 from there on")]
    [InlineData("{round: {to: 100}}", "rounded to the nearest 100")]
    [InlineData("{generalise: {date: month}}", "set back to the first day of its month")]
    [InlineData("{generalise: {date: day}}", "set back to the beginning of its day")]
    [InlineData("{generalise: {postcode: 3}}", "cut to its first 3 characters")]
    [InlineData("{generalise: {zip: 3}}", "cut to its first 3 digits, or to 000 where few people live")]
    [InlineData("{shift: {days: 30, by: $.customer.id, key: pan}}", "moved by up to 30 days, all dates of one `$.customer.id` alike, by the key `pan`")]
    [InlineData("{synthetic: {of: iban, key: pan}}", "replaced by a made-up account number, the same for equal values, by the key `pan`")]
    public void Every_treatment_has_its_words(string treatment, string words) =>
        Assert.Contains($"When it is read: {words}", Markdown(PolicyText.With("{mask: {keepLast: 4}}", treatment)), StringComparison.Ordinal);

    [Fact]
    public void What_a_file_says_cannot_become_a_part_of_the_page()
    {
        var text = PolicyText.With("title: Shop", "title: \"<script>*x* | y\"").Replace("name: masked", "name: \"[a](b) `c` <b>\"", StringComparison.Ordinal);

        Assert.Contains(@"# \<script\>\*x\* \| y", Markdown(text), StringComparison.Ordinal);
        Assert.Contains(@"- \[a\](b) `c` \<b\>.", Markdown(text), StringComparison.Ordinal);
        Assert.Contains("<h1>&lt;script&gt;*x* | y</h1>", Html(text), StringComparison.Ordinal);
        Assert.Contains("<li>[a](b) <code>c</code> &lt;b&gt;.</li>", Html(text), StringComparison.Ordinal);
    }

    [Fact]
    public void A_page_of_html_is_well_formed()
    {
        var html = Html(PolicyText.Sound).Replace("<!DOCTYPE html>", "", StringComparison.Ordinal).Replace("<meta charset=\"utf-8\">", "", StringComparison.Ordinal);

        var page = System.Xml.Linq.XDocument.Parse(html);

        Assert.Equal(["Shop"], page.Descendants("h1").Select(h => h.Value));
        Assert.Equal(3, page.Descendants("table").Count());
    }

    [Fact]
    public void What_is_refused_is_not_described()
    {
        var (describer, problems) = PolicyLoader.Describe([(PolicyText.File, Encoding.UTF8.GetBytes(PolicyText.With("when: consume", "when: never")))]);

        Assert.Null(describer);
        Assert.Contains(problems, p => p.Severity == Severity.Error);
    }

    [Theory]
    [InlineData("in: key", "Found in keys of `payments.**`.")]
    [InlineData("in: key, path: $.id, format: avro", "Found in keys of `payments.**` at `$.id`, written in avro.")]
    [InlineData("in: \"header:user\"", "Found in headers `user` of `payments.**`.")]
    [InlineData("schemaTag: PAN", "Found in values of `payments.**` where their schema tags a field `PAN`.")]
    [InlineData("schemaTag: PAN, in: key, format: avro", "Found in keys of `payments.**` where their schema tags a field `PAN`, written in avro.")]
    public void It_tells_of_keys_headers_and_tags(string find, string sentence) =>
        Assert.Contains(sentence, Markdown(PolicyText.With("path: $.card.number", find)), StringComparison.Ordinal);

    [Fact]
    public void What_detectors_find_and_what_nobody_declares_is_told()
    {
        var page = Markdown(PolicyText.With("path: $.card.number", "detect: pan, minScore: 0.8, path: $..text")
            .Replace("people:\n  tills", "defaults: {undeclaredPii: {do: mask, detect: [iban, ssn], topics: \"chat.**\", when: [produce, consume]}}\npeople:\n  tills", StringComparison.Ordinal));

        Assert.Contains("Found by a detector inside values of `payments.**` at `$..text` and below: what looks like a card number (80 of 100 sure).", page);
        Assert.Contains("In values that are written to and read from `chat.**`, what looks like an account number or what looks like a social security number and is of no class there is masked as is usual for its kind (shop.undeclaredPii).", page);
    }

    [Theory]
    [InlineData("key", "In keys that are written to")]
    [InlineData("[value, key, headers]", "In values, keys and headers that are written to")]
    [InlineData("[value, \"header:x-*\"]", "In values and headers `x-*` that are written to")]
    public void What_is_looked_into_is_told(string parts, string told) =>
        Assert.Contains(told, Markdown(PolicyText.With("people:\n  tills", $"defaults: {{undeclaredPii: {{do: observe, in: {parts}}}}}\npeople:\n  tills")), StringComparison.Ordinal);

    [Theory]
    [InlineData("quarantine", true)]
    [InlineData("{do: quarantine, when: consume}", false)]
    public void What_is_quarantined_is_told(string undeclared, bool isCopied)
    {
        var page = Markdown(PolicyText.With("people:\n  tills", $"defaults: {{undeclaredPii: {undeclared}}}\npeople:\n  tills"));

        Assert.Contains("is of no class there is masked as is usual for its kind (shop.undeclaredPii).", page);
        Assert.Equal(isCopied, page.Contains("first copied to `quarantine.shop`, whole and as it was written; where that can't be done it is refused.", StringComparison.Ordinal));
    }

    private static string Markdown(string text)
    {
        var output = new StringWriter();
        PolicyLoader.Describe([(PolicyText.File, Encoding.UTF8.GetBytes(text))]).Describer!.WriteMarkdown(output);
        return output.ToString();
    }

    private static string Html(string text)
    {
        var output = new StringWriter();
        PolicyLoader.Describe([(PolicyText.File, Encoding.UTF8.GetBytes(text))]).Describer!.WriteHtml(output);
        return output.ToString();
    }

    private static string Sha(string text) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
