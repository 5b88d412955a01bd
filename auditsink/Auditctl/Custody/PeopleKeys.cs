using Compliance.Auditctl.Commands;
using Compliance.Signing;

namespace Compliance.Auditctl.Custody;

/// <summary>The people of the settings with their public keys, read from the files that are named there.</summary>
internal static class PeopleKeys
{
    public static People Read(IReadOnlyDictionary<string, IReadOnlyList<string>> files) =>
        new(files.ToDictionary(person => person.Key, person => (IReadOnlyList<VerifyingKey>)[.. person.Value.Select(TrustOptions.Key)]));
}
