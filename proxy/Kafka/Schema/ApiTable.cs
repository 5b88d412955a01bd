namespace Compliance.Kafka.Schema;

/// <summary>
/// Every API of the protocol, one row each, in order of key. What has no row here is unknown: it is left out of
/// ApiVersions and refused.
/// </summary>
public static class ApiTable
{
    private static readonly ApiRow[] All = Load();
    private static readonly ApiRow?[] ByKey = Index();

    public static IReadOnlyList<ApiRow> Rows => All;

    public static ApiRow? Find(short key) => (uint)key < (uint)ByKey.Length ? ByKey[key] : null;

    private static ApiRow[] Load()
    {
        var rows = new ApiRow[ProtocolFile.Apis.Count];
        for (int i = 0; i < rows.Length; i++)
            rows[i] = new ApiRow(ProtocolFile.Apis[i]);
        return rows;
    }

    private static ApiRow?[] Index()
    {
        var byKey = new ApiRow?[All[^1].Key + 1];
        foreach (ApiRow row in All)
            byKey[row.Key] = row;
        return byKey;
    }
}
