namespace Compliance.Search.Settings;

/// <summary>Who deletes indices whose time is over.</summary>
public enum RetentionOwner
{
    /// <summary>The server's lifecycle management where it has one, else the sink.</summary>
    Auto,

    /// <summary>The server's lifecycle management. It knows nothing of the archive.</summary>
    Elasticsearch,

    /// <summary>The sink, once the archive has everything, and with a row about it.</summary>
    Sink,
}
