using Compliance.Settings;
using Compliance.Signing;

namespace Compliance.AuditSink.Settings;

/// <summary>Reads the section <c>ledger</c>. Stateless.</summary>
internal static class LedgerSection
{
    public static LedgerSettings? Read(SettingsSection? section)
    {
        if (section is null)
            return null;
        var usual = new LedgerSettings { Origin = section.Required("origin") ?? "" };
        var settings = usual with
        {
            Key = section.Secret("key"),
            Pkcs11 = Module(section.Section("pkcs11")),
            PreviousKey = section.Secret("previousKey"),
            Copies = section.Text("copies"),
            Heartbeat = TimeSpan.FromSeconds(section.Number("heartbeatSeconds", 1, 86_400, (long)usual.Heartbeat.TotalSeconds)),
        };
        if (settings.Origin.Length > 0 && !SignedNote.IsName(settings.Origin))
            section.Report("origin", "must be one word without a plus sign, such as audit.example/main.");
        if ((settings.Key is null) == (settings.Pkcs11 is null))
            section.Report("key", "or pkcs11 is needed, one of the two: key: ${file:ledger.pem} (make it with: openssl genpkey -algorithm ed25519 -out ledger.pem).");
        section.Done();
        return settings;
    }

    private static Pkcs11Settings? Module(SettingsSection? section)
    {
        if (section is null)
            return null;
        var settings = new Pkcs11Settings(
            section.Required("module") ?? "", section.Required("token") ?? "", section.Required("label") ?? "", section.Secret("pin") ?? "");
        if (settings.Pin.Length == 0)
            section.Report("pin", "is needed, as ${env:NAME} or ${file:PATH}.");
        section.Done();
        return settings;
    }
}
