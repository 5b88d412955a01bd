using Compliance.Auditctl.Settings;
using Compliance.Ledger.Custody;
using Compliance.Store;

namespace Compliance.Auditctl.Custody;

/// <summary>The statements of custody as questions use them: to tell what was purged from what is missing.</summary>
internal static class KnownCustody
{
    /// <summary>Null: the settings do not say whose statements count. Statements that do not count are passed over, and explain nothing.</summary>
    public static Func<CancellationToken, Task<CustodyState>>? Of(string archive, CtlSettings settings, TimeProvider time)
    {
        if (settings.Ledger is not { } ledger || settings.Custody.People.Count == 0)
            return null;
        return async stop =>
        {
            using var store = ArchiveAddress.Open(archive, time);
            return await new CustodyLog(store, ledger.Origin, PeopleKeys.Read(settings.Custody.People), null).ReadAsync(stop);
        };
    }
}
