using Compliance.Functional.Equivalence;
using Compliance.Functional.Equivalence.Node;
using Compliance.Functional.Equivalence.Sweep;
using Compliance.Functional.Faults;
using Compliance.Functional.ThreeBrokers;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(Compliance.Functional.LongestFirst))]

namespace Compliance.Functional;

/// <summary>
/// The collections that last longest begin first, so that none of them is what the others have left behind when they end; the rest as chance
/// has it, so that no test comes to depend on another.
/// </summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Long =
    [
        ThreeRoadsCollection.Name, nameof(AdminChangeTests), nameof(AdminToolTests), nameof(NetworkFaultTests), nameof(ConsumerGroupToolTests),
        nameof(GroupTests), nameof(NodeClientTests), nameof(CodecAndAcksTests), nameof(SweepTests), nameof(ShareGroupTests),
    ];

    public IReadOnlyCollection<T> OrderTestCollections<T>(IReadOnlyCollection<T> testCollections)
        where T : ITestCollection =>
        [.. DefaultTestCollectionOrderer.Instance.OrderTestCollections(testCollections).OrderBy(collection => Rank(collection.TestCollectionDisplayName))];

    private static int Rank(string name) =>
        Array.FindIndex(Long, each => name.Contains(each, StringComparison.Ordinal)) is >= 0 and var place ? place : Long.Length;
}
