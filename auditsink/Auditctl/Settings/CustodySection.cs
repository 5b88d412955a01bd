using Compliance.Settings;
using Compliance.Signing;

namespace Compliance.Auditctl.Settings;

/// <summary>Reads the section <c>custody</c>. Stateless.</summary>
internal static class CustodySection
{
    private const int MostDays = 36_500;
    private const int MostHours = 24 * 90;

    public static CustodySettings Read(SettingsSection? section)
    {
        var usual = new CustodySettings();
        if (section is null)
            return usual;
        var settings = new CustodySettings
        {
            People = People(section.Section("people")),
            Signer = Signer(section.Section("signer")),
            RetentionDays = (int)section.Number("retentionDays", 1, MostDays, usual.RetentionDays),
            ApprovalHours = (int)section.Number("approvalHours", 1, MostHours, usual.ApprovalHours),
        };
        section.Done();
        return settings;
    }

    private static Dictionary<string, IReadOnlyList<string>> People(SettingsSection? section)
    {
        var people = section?.Names.ToDictionary(name => name, section.Words, StringComparer.Ordinal) ?? [];
        foreach (var name in people.Keys.Where(name => !SignedNote.IsName(name)))
            section!.Report(name, "must be one word without a plus sign.");
        return people;
    }

    private static SignerSettings? Signer(SettingsSection? section)
    {
        if (section is null)
            return null;
        var module = section.Section("pkcs11");
        var signer = new SignerSettings(
            section.Required("name") ?? "", section.Secret("key"), module?.Required("module"), module?.Required("token"), module?.Required("label"), module?.Secret("pin"));
        if (signer.Key is null == module is null)
            section.Report("key", "or pkcs11 is needed, one of the two: key: ${file:alice.pem} (make it with: openssl genpkey -algorithm ed25519 -out alice.pem).");
        if (signer.Name.Length > 0 && !SignedNote.IsName(signer.Name))
            section.Report("name", "must be one word without a plus sign.");
        module?.Done();
        section.Done();
        return signer;
    }
}
