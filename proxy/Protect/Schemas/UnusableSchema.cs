using Compliance.Rules.Compiled;

namespace Compliance.Protect.Schemas;

/// <summary>A schema that the registry knows, and that values can't be read by. Its values follow the policies' <c>unknownSchema</c>.</summary>
/// <param name="why">For the log; holds nothing of a value.</param>
public sealed class UnusableSchema(string why) : ValueSchema(ValueFormats.None)
{
    public string Why { get; } = why;
}
