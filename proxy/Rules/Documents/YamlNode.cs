namespace Compliance.Rules.Documents;

/// <summary>A node of a YAML file and where it stands.</summary>
internal abstract record YamlNode(Place Place)
{
    /// <summary>What to call it in a message.</summary>
    internal abstract string Kind { get; }
}
