using System.Collections.Concurrent;
using System.Collections.Immutable;
using Compliance.Kafka.Schema;
using Compliance.Rules.Compiled;

namespace Compliance.Gateway.Pipeline.Authorization;

/// <summary>
/// The checks of one API in one version, by the half they look at. Made at first use and kept for the life of the process; immutable.
/// </summary>
internal sealed class AccessPlan
{
    private static readonly ConcurrentDictionary<(short Key, short Version), AccessPlan> Made = new();

    private AccessPlan(AccessRow row, ApiRow api, short version)
    {
        OnRequest = Compile(row, api.Request(version), version, answer: false);
        OnResponse = Compile(row, api.Response(version), version, answer: true);
        Bits = OperationBits.FieldsOf(api.Response(version));
    }

    public ImmutableArray<CompiledCheck> OnRequest { get; }
    public ImmutableArray<CompiledCheck> OnResponse { get; }

    /// <summary>The bit fields of the answer that say what its reader may do.</summary>
    public ImmutableArray<(ushort Field, ResourceType Resource)> Bits { get; }

    /// <summary>Null: no row, so the API is refused.</summary>
    public static AccessPlan? Of(ApiRow api, short version)
    {
        if (Made.TryGetValue((api.Key, version), out var plan))
            return plan;
        return AccessTable.Rows.TryGetValue(api.Key, out var row) ? Made[(api.Key, version)] = new AccessPlan(row, api, version) : null;
    }

    private static ImmutableArray<CompiledCheck> Compile(AccessRow row, MessageProgram program, short version, bool answer) =>
    [
        .. from check in row.Checks
           where version >= check.From && version <= check.To && check.Scope is CheckScope.Listed or CheckScope.Described == answer
           select new CompiledCheck(check, check.Path.Length == 0 ? null : program.FieldId(check.Path)),
    ];
}
