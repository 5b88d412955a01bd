namespace Compliance.Gateway.Upstream;

/// <summary>A topic's name as text and as the bytes it came in, so that hearing it again costs a comparison and no string.</summary>
internal sealed record TopicEntry(string Name, byte[] Utf8);
