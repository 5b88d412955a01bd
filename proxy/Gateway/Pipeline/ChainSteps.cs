using Compliance.Gateway.Pipeline.Guarding;
using Compliance.Gateway.Session;
using Compliance.Rules.Compiled;

namespace Compliance.Gateway.Pipeline;

/// <summary>
/// One session's steps under one plan, for what its requests state to be for. An exchange keeps those that it began with, so its answer is judged by the plan that judged its
/// request, whatever has been read meanwhile. Made by the RequestLoop; both loops use it.
/// </summary>
internal sealed class ChainSteps
{
    public ChainSteps(ChainPlan plan, SessionState session, Stated stated)
    {
        Plan = plan;
        Stated = stated;
        All = plan.MakeSteps(session, stated);
        Guard = All.OfType<Guard>().FirstOrDefault();
    }

    public ChainPlan Plan { get; }

    /// <summary>What the requests say of themselves.</summary>
    public Stated Stated { get; }

    /// <summary>The purpose that is stated, be it that it does not count for who states it; null: none.</summary>
    public string? Purpose => Stated.Purpose;

    /// <summary>Null: nothing is protected.</summary>
    public Guard? Guard { get; }

    /// <summary>In order; not to be written to.</summary>
    public IStep[] All { get; }

    public IStep Last => All[^1];

    public Interest InterestIn(short apiKey, short version) => Plan.InterestIn(apiKey, version, All);
}
