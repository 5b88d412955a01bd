namespace Compliance.Functional.KillMatrix;

/// <summary>A row of the matrix that was run: how often somebody was killed, and which answers clients were given meanwhile.</summary>
/// <param name="Name">Who died, and at which step of whom.</param>
/// <param name="Kills">How often.</param>
/// <param name="From">The first answer of its time.</param>
/// <param name="To">Behind the last one.</param>
internal sealed record MatrixRow(string Name, int Kills, int From, int To);
