using Compliance.Settings;
using Compliance.Signing;

namespace Compliance.AuditSink.Settings;

/// <summary>Reads the section <c>custody</c>, with the public keys that it names. Stateless.</summary>
internal static class CustodySection
{
    private const int Pair = 2;

    public static People? Read(SettingsSection? section, LedgerSettings? ledger)
    {
        if (section is null)
            return null;
        if (ledger is null)
            section.Report("people", "is of no use without ledger: statements are made for a ledger's origin.");
        var people = section.Section("people") is { } named ? Keys(section, named) : null;
        if (people is not null && people.Names.Count() < Pair)
            section.Report("people", "names fewer than two people, and a release takes two.");
        section.Done();
        return people;
    }

    private static People? Keys(SettingsSection section, SettingsSection people)
    {
        try
        {
            return new People(people.Names.ToDictionary(name => name, name => (IReadOnlyList<VerifyingKey>)[.. people.Words(name).Select(PublicKeyFile.Read)], StringComparer.Ordinal));
        }
        catch (Exception e) when (e is SigningException or IOException or UnauthorizedAccessException)
        {
            section.Report("people", $"cannot be used: {e.Message}");
            return null;
        }
    }
}
