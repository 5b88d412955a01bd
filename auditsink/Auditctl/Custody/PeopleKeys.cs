using Compliance.Auditctl.Commands;
using Compliance.Ledger.Custody;
using Compliance.Ledger.Notes;

namespace Compliance.Auditctl.Custody;

/// <summary>The people of the settings with their public keys, read from the files that are named there.</summary>
internal static class PeopleKeys
{
    public static People Read(IReadOnlyDictionary<string, IReadOnlyList<string>> files) =>
        new(files.ToDictionary(person => person.Key, person => (IReadOnlyList<LedgerPublicKey>)[.. person.Value.Select(TrustOptions.Key)]));
}
