namespace Compliance.Gateway.Pipeline.Guarding;

/// <summary>Why one record (or, at index -1, its whole batch) was not let through, in words that hold none of its bytes.</summary>
internal readonly record struct RecordRefusal(int BatchIndex, string Text);
