namespace Compliance.Events.Archive;

/// <summary>
/// One attempt to write an entry: two sinks may gather the same number of the same partition, each as a writer of its own, and one entry
/// comes of it.
/// </summary>
/// <param name="Topic">The audit topic.</param>
/// <param name="Partition">Its partition.</param>
/// <param name="Number">Of the entry.</param>
/// <param name="Writer">Drawn anew each time that a partition is taken on: letters and digits.</param>
public sealed record RangeId(string Topic, int Partition, long Number, string Writer);
