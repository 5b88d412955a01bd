using Xunit;

namespace Compliance.Gateway.Tests.Fakes;

/// <summary>Tests that count what the whole process allocates or uses: nothing else runs beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}
