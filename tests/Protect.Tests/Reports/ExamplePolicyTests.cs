using Compliance.Protect.Reports;

namespace Compliance.Protect.Tests.Reports;

/// <summary>The policies that come with the project are sound, say so without a warning, and their tests would notice a change.</summary>
public sealed class ExamplePolicyTests
{
    internal static readonly string Folder = Path.Combine(Root(), "policies");

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Compliance.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The tests run outside the project's folder.");
    }

    [Fact]
    public void All_together_are_good_and_without_any_warning()
    {
        // given the day they were written for, not today's, at which they may be due for review
        var report = PolicyReport.Check([Folder], new Clock(new(2027, 1, 1, 0, 0, 0, TimeSpan.Zero)));

        Assert.Empty(report.Problems);
        Assert.NotEmpty(report.Tests);
        Assert.All(report.Tests, t => Assert.Empty(t.Failures));
    }

    [Theory]
    [InlineData("pci-payments.yaml", "do: drop", "do: redact", "PCI 3.3.1")]
    [InlineData("pci-payments.yaml", "keepLast: 4", "keepLast: 6", "failed")]
    [InlineData("pci-payments.yaml", "people: investigators, do: reveal, until: 2029-12-31, ticket: FRAUD-1182", "people: tills, do: reveal, until: 2029-12-31, ticket: FRAUD-1182", "FRAUD-1182 had no part")]
    [InlineData("pci-payments.yaml", "\"User:analyst\", ", "\"User:*\", ", "failed")]
    [InlineData("pci-payments.yaml", "path: $.person", "path: $.persons", "failed")]
    [InlineData("gdpr-customers.yaml", "do: {hash: {key: customer-pseudonym}}", "do: redact", "makes different keys of 'crm.customers.**' alike")]
    [InlineData("gdpr-customers.yaml", "people: \"*\", unless: {people: crm}", "people: support", "failed")]
    [InlineData("gdpr-customers.yaml", "{purpose: subject-access, do", "{people: support, do", "failed")]
    [InlineData("pci-payments.yaml", "mode: strict, apis: fetch", "mode: durable, apis: fetch", "audit: expected strict, got durable")]
    [InlineData("gdpr-customers.yaml", "classes: contact, people: support", "classes: contact, people: crm", "audit: expected strict, got durable (no audit rule speaks of it)")]
    [InlineData("gdpr-customers.yaml", "health,religion", "healthy,religion", "$..health is there")]
    [InlineData("gdpr-customers.yaml", "{synthetic: {of: iban, key: test-people}}", "{mask: {keepFirst: 2}}", "shown: $.customer.iban does not match")]
    [InlineData("pci-dss.yaml", "class: pin, when: produce, do: drop", "class: pin, when: produce, do: nullify", "PCI 3.3.1")]
    [InlineData("pci-dss.yaml", "keepFirst: 6, keepLast: 4", "keepFirst: 8, keepLast: 4", "leaves 4 to be replaced")]
    [InlineData("pci-dss.yaml", "do: {pan: {bin: 6, last: 4}}", "do: {pan: {bin: 8, last: 4}}", "failed")]
    [InlineData("pci-dss.yaml", "[\"User:svc-settlement\"], mechanisms: PLAIN", "[\"User:svc-settlement\"]", "decision: expected deny, got allow")]
    [InlineData("pci-dss.yaml", "{id: D22, mode: strict", "{id: D22, mode: durable", "audit: expected strict, got durable")]
    [InlineData("hipaa-patients.yaml", "do: {bucket: {step: 1, top: 90}}", "do: {round: {to: 1}}", "failed")]
    [InlineData("hipaa-patients.yaml", "do: {generalise: {zip: 3}}", "do: {generalise: {postcode: 3}}", "failed")]
    [InlineData("hipaa-patients.yaml", "topics: \"care.encounters.**\", consumerGroups: \"billing-**\"", "topics: \"care.**\", consumerGroups: \"billing-**\"", "decision: expected deny, got allow")]
    [InlineData("hipaa-patients.yaml", "by: $.patient.mrn,", "by: $.patient.id,", "does not say, or not clearly, whose date")]
    [InlineData("pci-dss.yaml", "undeclaredPii: {do: mask", "undeclaredPii: {do: observe", "failed")]
    [InlineData("pci-dss.yaml", "path: \"$..{text,subject}\"", "path: $.subject", "D7 had no part")]
    [InlineData("hipaa-patients.yaml", "undeclaredPii: {do: reject", "undeclaredPii: {do: mask", "refused: the record passes")]
    [InlineData("hipaa-patients.yaml", "in: \"header:mrn\"", "in: \"header:MRN\"", "failed")]
    [InlineData("hipaa-patients.yaml", "detect: ssn,", "detect: ssn, minScore: 1,", "H14 had no part")]
    [InlineData("gdpr-customers.yaml", "schemaTag: PII", "schemaTag: PERSON", "failed")]
    [InlineData("gdpr-customers.yaml", "undeclaredPii: {do: observe", "undeclaredPii: {do: mask", "failed")]
    [InlineData("gdpr-customers.yaml", "clientIds: \"subject-access.*\"", "clientIds: \"subject.*\"", "failed")]
    [InlineData("gdpr-customers.yaml", "keep: value.consent = true", "keep: value.consent = true or not exists value.consent", "withheld: no rule of rows keeps")]
    [InlineData("gdpr-customers.yaml", "keep: value.consent = true", "keep: value.agreed = true", "withheld: G14 keeps the record from its reader")]
    [InlineData("gdpr-customers.yaml", "people: refunds, do: reveal, until: 2029-12-31", "people: refunds, do: reveal, until: 2026-12-31", "failed")]
    [InlineData("gdpr-customers.yaml", "{encrypt: {key: payout, bind: path}}", "{token: {with: siv, key: payout}}", "does not match")]
    [InlineData("gdpr-desk.yaml", "undeclaredPii: {do: quarantine", "undeclaredPii: {do: mask", "quarantined: the record goes to no quarantine topic")]
    [InlineData("gdpr-desk.yaml", "in: [value, \"header:x-desk-*\"]", "in: value", "gdpr-desk.undeclaredPii had no part in it")]
    [InlineData("gdpr-desk.yaml", "topics: \"desk.tickets.**\", consumerGroups", "topics: \"**\", consumerGroups", "decision: expected deny, got allow")]
    [InlineData("gdpr-desk.yaml", ", networks: 10.20.0.0/16", "", "decision: expected deny, got allow")]
    [InlineData("gdpr-desk.yaml", ", purpose: incident", "", "decision: expected deny, got allow")]
    [InlineData("gdpr-desk.yaml", "clientIds: \"desk-form-*\", ", "", "decision: expected deny, got allow")]
    [InlineData("gdpr-desk.yaml", "07:00-20:00 Europe/Berlin", "07:00-20:01 Europe/Berlin", "value: expected")]
    [InlineData("gdpr-desk.yaml", "07:00-20:00 Europe/Berlin", "07:00-19:59 Europe/Berlin", "value: expected")]
    public void A_weaker_rule_is_noticed(string file, string part, string weaker, string said)
    {
        var text = File.ReadAllText(Path.Combine(Folder, file));
        Assert.Contains(part, text, StringComparison.Ordinal);
        var folder = Directory.CreateTempSubdirectory("protect-example-").FullName;
        var changed = Path.Combine(folder, file);
        File.WriteAllText(changed, text.Replace(part, weaker, StringComparison.Ordinal));

        var report = PolicyReport.Check([changed], new Clock(new(2027, 1, 1, 0, 0, 0, TimeSpan.Zero)));

        using var output = new StringWriter();
        report.WriteTo(output);
        Directory.Delete(folder, recursive: true);
        Assert.False(report.IsGood);
        Assert.Contains(said, output.ToString(), StringComparison.Ordinal);
    }

    private sealed class Clock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
