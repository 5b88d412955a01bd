namespace Compliance.Functional.KillMatrix;

/// <summary>Where a sink runs, if not in the world of the tests: on a small disk, by another clock.</summary>
/// <param name="Around">Makes the command line that runs another one there.</param>
/// <param name="Place">The path, there, of what the sink writes itself, by its name; null: among the test's own files.</param>
/// <param name="Seen">The path, here, of a path there.</param>
internal sealed record SinkWorld(Func<string[], string[]> Around, Func<string, string?> Place, Func<string, string> Seen);
