namespace Compliance.Rules.Compiled;

/// <summary>Produce: acts on what is stored. Consume: acts on what is read.</summary>
public enum When : byte
{
    Produce,
    Consume,
}
