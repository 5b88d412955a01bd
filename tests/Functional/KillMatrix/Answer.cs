namespace Compliance.Functional.KillMatrix;

/// <summary>A record of which a client was told that it is written, or that it was given: from then on there must be evidence of it.</summary>
internal readonly record struct Answer(string Action, string Topic, long Offset);
