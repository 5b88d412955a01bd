using Xunit;

namespace Compliance.Functional.ThreeBrokers;

/// <summary>Tests that share the <see cref="ThreeRoads"/>, one after the other: each does something to the cluster.</summary>
[CollectionDefinition(Name)]
public sealed class ThreeRoadsCollection : ICollectionFixture<ThreeRoads>
{
    public const string Name = "three brokers";
}
