namespace Compliance.Rules.Documents;

/// <summary>A node of a YAML file and where it stands.</summary>
public abstract record YamlNode(Place Place)
{
    /// <summary>What to call it in a message.</summary>
    public abstract string Kind { get; }
}
