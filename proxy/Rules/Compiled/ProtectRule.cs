using System.Collections.Immutable;

namespace Compliance.Rules.Compiled;

/// <summary>One line of a policy's protect section, with the places its class is found at.</summary>
internal sealed record ProtectRule(
    string Id, string Class, PolicyIdentity Policy, When When, Treatment Treatment,
    ImmutableArray<FieldFind> Finds, ImmutableArray<ExceptionRule> Exceptions, UnknownSchema UnknownSchema, UnknownFields UnknownFields)
{
    /// <summary>It acts on what no class declares.</summary>
    public bool IsUndeclared { get; init; }

    /// <summary>Where the whole record goes, as it was written, before the rule acts on it; null: nowhere.</summary>
    public string? QuarantineTopic { get; init; }

    /// <summary>The exception that spares the caller at that instant; a null caller is spared by none.</summary>
    internal ExceptionRule? Spares(Caller? caller, DateTimeOffset now)
    {
        if (caller is null)
            return null;
        foreach (var exception in Exceptions)
        {
            if (now < exception.Exemption.Until && exception.Condition.Holds(caller))
                return exception;
        }

        return null;
    }
}
