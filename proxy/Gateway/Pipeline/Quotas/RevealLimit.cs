using Compliance.Rules.Compiled;

namespace Compliance.Gateway.Pipeline.Quotas;

/// <summary>What a topic's reader has left to see in clear, and what becomes of records beyond that. For one frame.</summary>
/// <param name="Beyond">The plan without any exception; null: no quota concerns him.</param>
/// <param name="Budget">Null beside a plan: nothing is left.</param>
internal readonly record struct RevealLimit(FieldPlan? Beyond, RevealBudget? Budget)
{
    /// <summary>Whether another record may show something.</summary>
    public bool TryTake() => Beyond is null || Budget?.TryTake() == true;
}
