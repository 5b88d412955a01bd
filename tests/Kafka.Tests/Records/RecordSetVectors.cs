using Compliance.Kafka.Tests.Data;
using Xunit;

namespace Compliance.Kafka.Tests.Records;

/// <summary>The record sets among the vectors, named so that a failing one is found.</summary>
internal static class RecordSetVectors
{
    private static readonly Dictionary<string, VectorLine> ByName = VectorFiles.RecordSets.ToDictionary(Name);

    public static IEnumerable<TheoryDataRow<string>> Names => ByName.Keys.Select(name => new TheoryDataRow<string>(name));

    public static VectorLine Find(string name) => ByName[name];

    private static string Name(VectorLine line) => $"{line} {line.Text("shape")} magic {line.Int32("magic")} {line.Text("codec")}";
}
