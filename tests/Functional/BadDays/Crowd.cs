using Xunit;

namespace Compliance.Functional.BadDays;

/// <summary>Tests that fill the machine with connections or memory: nothing else runs beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Crowd
{
    public const string Name = "crowd";
}
